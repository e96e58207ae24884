// Operations that call a function: the plain way to use naru without coroutines.
//
// member_callback is for members: the session owns its operations and their functions are ordinary
// member functions.
//
//     class session {
//       void on_received(naru::io_result result);
//       naru::member_callback received_ = naru::bind<&session::on_received>(this);
//     };
//
// callback is for local code and tests: it stores any callable.
//
//     naru::callback greeting([](naru::io_result) { std::puts("hello"); });
//     proactor.post(greeting);
//
// A callable that takes the operation too can start it again:
//
//     naru::callback accepted([&](naru::io_result result, naru::operation& self) {
//       …
//       listener.accept(next, self);
//     });
//
// Neither can be moved: a pending operation stays put.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/operation.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

/// The functions that naru::callback can store: they take the result, and the operation if they
/// want it.
template <class Function>
concept completion_handler =
    std::invocable<Function&, io_result> || std::invocable<Function&, io_result, operation&>;

}  // namespace detail

/// Calls a callable with the result. The callable may destroy the callback that called it, if it
/// does not touch its captures afterwards.
template <detail::completion_handler Function>
class callback final : public operation {
 public:
  /// Stores `function`, and allocates nothing. Throws only what the move of `function` throws.
  explicit callback(Function function) noexcept(std::is_nothrow_move_constructible_v<Function>)
      : operation(&callback::run), function_(std::move(function)) {}

 private:
  static void run(operation& self) {
    const io_result result = self.result();
    Function& function = static_cast<callback&>(self).function_;
    if constexpr (std::invocable<Function&, io_result, operation&>) {
      function(result, self);
    } else {
      function(result);
    }
  }

  Function function_;
};

/// Calls one member function of its owner with the result. Made by naru::bind.
class NARU_API member_callback final : public operation {
 public:
  /// The object whose member is called.
  [[nodiscard]] void* owner() const noexcept { return owner_; }

 private:
  template <auto Member, class Owner>
  friend member_callback bind(Owner* owner) noexcept;

  member_callback(void* owner, completion_function function) noexcept
      : operation(function), owner_(owner) {}

  void* owner_;
};

/// A member_callback that calls (owner->*Member)(io_result). `owner` must exist whenever the
/// operation completes.
template <auto Member, class Owner>
[[nodiscard]] member_callback bind(Owner* owner) noexcept {
  static_assert(std::is_invocable_v<decltype(Member), Owner*, io_result>,
                "the member function must take a naru::io_result");
  return member_callback(owner, [](operation& self) {
    const io_result result = self.result();
    (static_cast<Owner*>(static_cast<member_callback&>(self).owner())->*Member)(result);
  });
}

}  // namespace naru
