// callback and member_callback, and the state of an operation that was never started.
#include <naru/callback.hpp>

#include <doctest/doctest.h>

#include <type_traits>

#include "loop/operation_access.hpp"

namespace {

struct counter {
  void on_done(naru::io_result result) {
    ++calls;
    bytes += result.bytes;
  }
  int calls = 0;
  std::size_t bytes = 0;
  naru::member_callback done = naru::bind<&counter::on_done>(this);
};

void complete(naru::operation& op, naru::io_result result) {
  naru::detail::operation_access::result(op) = result;
  naru::detail::operation_access::complete(op);
}

using plain = naru::callback<void (*)(naru::io_result)>;
static_assert(!std::is_copy_constructible_v<plain> && !std::is_move_constructible_v<plain>);
static_assert(!std::is_copy_constructible_v<naru::member_callback>);
static_assert(!std::is_move_assignable_v<naru::member_callback>);

}  // namespace

TEST_SUITE_BEGIN("callback");

TEST_CASE("a_callback_calls_its_function_with_the_result") {
  naru::io_result seen;
  naru::callback op([&](naru::io_result result) { seen = result; });
  CHECK_FALSE(op.pending());
  complete(op, {std::make_error_code(std::errc::timed_out), 7});
  CHECK(seen.error == std::errc::timed_out);
  CHECK(seen.bytes == 7);
  CHECK(op.result().bytes == 7);
}

TEST_CASE("a_callback_hands_over_its_operation_where_the_function_takes_it") {
  naru::operation* seen = nullptr;
  std::size_t bytes = 0;
  naru::callback op([&](naru::io_result result, naru::operation& self) {
    seen = &self;
    bytes = result.bytes;
  });
  complete(op, {{}, 5});
  CHECK(seen == &op);
  CHECK(bytes == 5);
}

TEST_CASE("a_member_callback_calls_its_owner") {
  counter owner;
  CHECK(owner.done.owner() == &owner);
  complete(owner.done, {{}, 3});
  complete(owner.done, {{}, 4});
  CHECK(owner.calls == 2);
  CHECK(owner.bytes == 7);
}

TEST_CASE("a_callback_may_be_destroyed_by_its_own_function") {
  struct self_owned {
    explicit self_owned(bool& gone_flag) : gone(gone_flag) {}
    ~self_owned() { gone = true; }
    void on_done(naru::io_result) { delete this; }
    bool& gone;
    naru::member_callback done = naru::bind<&self_owned::on_done>(this);
  };
  bool gone = false;
  auto* one = new self_owned(gone);
  complete(one->done, {});
  CHECK(gone);
}

TEST_SUITE_END();
