// AcceptEx fails at once, because the next connection had gone or the system is short of memory:
// "AcceptEx" on Microsoft Learn, WSAECONNRESET, and python/cpython #93821.
#include "calls.hpp"
#include "support.hpp"

using namespace contract;
using namespace windows_calls;

namespace {

/// Makes the first `failures` calls of AcceptEx fail. Later calls go to the system.
class failing_accepts {
 public:
  failing_accepts(int failures, int error) : left_(failures) {
    answers().accept = [this, error](SOCKET, OVERLAPPED*) {
      if (left_ == 0) {
        ++asked_;
        return go_on;
      }
      --left_;
      return extension_failure(error);
    };
  }

  [[nodiscard]] int left() const noexcept { return left_; }
  /// The number of calls that went to the system.
  [[nodiscard]] int asked() const noexcept { return asked_; }

 private:
  int left_;
  int asked_ = 0;
};

naru::listen_options four_accepts() {
  naru::listen_options options;
  options.accepts_outstanding = 4;
  options.retry_delay = std::chrono::hours(1);  // so long that a test sees when a listener pauses
  return options;
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("connections_that_have_gone_hold_up_no_accept") {
  const scripted_calls script;
  const failing_accepts lost(3, WSAECONNRESET);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), four_accepts());
  CHECK(lost.left() == 0);
  CHECK(lost.asked() == 4);  // every one of the four is outstanding
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
}

TEST_CASE("others_have_their_turn_among_a_thousand_lost_connections") {
  const scripted_calls script;
  recorder accepted;
  recorder other;
  const failing_accepts lost(1'000, WSAECONNRESET);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), four_accepts());
  CHECK(lost.left() > 0);
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  proactor->post(other);
  CHECK(proactor->poll() > 0);
  CHECK(other.completed());
  CHECK(lost.left() > 0);
  CHECK(poll_until(*proactor, [&] { return lost.left() == 0; }, 1'000));
  CHECK_FALSE(accepted.completed());
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK(run_until_completed(*proactor, {&accepted}));
  CHECK_FALSE(accepted.error());
}

TEST_CASE("lost_connections_are_passed_over_while_nobody_accepts") {
  const scripted_calls script;
  const failing_accepts lost(200, WSAECONNRESET);
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);  // a listener alone does not keep the loop running
  const naru::tcp_listener listener(*proactor, loopback(), four_accepts());
  CHECK(lost.left() > 0);
  CHECK(poll_until(*proactor, [&] { return lost.left() == 0 && lost.asked() == 4; }, 200));
}

TEST_CASE("a_listener_closes_while_it_passes_over_lost_connections") {
  const scripted_calls script;
  recorder accepted;
  recorder closed;
  const failing_accepts lost(1'000'000, WSAECONNRESET);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), four_accepts());
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  proactor->poll();
  listener.close(closed);
  CHECK(run_until_completed(*proactor, {&accepted, &closed}));
  CHECK(accepted.error() == std::errc::operation_canceled);
}

TEST_CASE("a_listener_goes_on_after_a_shortage") {
  const scripted_calls script;
  const failing_accepts shortage(1, WSAENOBUFS);
  const auto proactor = test_proactor();
  naru::listen_options options = four_accepts();
  options.retry_delay = 1ms;
  naru::tcp_listener listener(*proactor);
  CHECK_FALSE(listener.listen(loopback(), options));
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  CHECK(shortage.asked() >= 4);
}

TEST_SUITE_END();
