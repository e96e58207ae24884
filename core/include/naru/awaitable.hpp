// awaitable: the things that co_await takes, of this library or of any other, and their results.
//
//     template <naru::awaitable Awaitable>
//     naru::task<> twice(…);
#pragma once

#include <concepts>
#include <coroutine>
#include <utility>

namespace naru {
namespace detail {

template <class Awaiter>
concept awaiter = requires(Awaiter& each) {
  { each.await_ready() } -> std::convertible_to<bool>;
  each.await_resume();
};

/// The object whose await_… functions co_await calls.
template <class Awaitable>
decltype(auto) awaiter_of(Awaitable&& each) {
  if constexpr (requires { std::forward<Awaitable>(each).operator co_await(); }) {
    return std::forward<Awaitable>(each).operator co_await();
  } else if constexpr (requires { operator co_await(std::forward<Awaitable>(each)); }) {
    return operator co_await(std::forward<Awaitable>(each));
  } else {
    return std::forward<Awaitable>(each);
  }
}

/// The type of an awaiter's result inside a co_await, where the result has a name.
template <class Awaiter>
using resumed_t = decltype(std::declval<Awaiter&>().await_resume());

/// A result that is moved out of an awaiter is kept by value, because it does not outlive the
/// awaiter.
template <class T>
struct kept {
  using type = T;
};
template <class T>
struct kept<T&&> {
  using type = T;
};

}  // namespace detail

/// True if co_await std::move(each) compiles.
template <class Awaitable>
concept awaitable = requires(Awaitable&& each) {
  { detail::awaiter_of(std::forward<Awaitable>(each)) } -> detail::awaiter;
};

namespace detail {

/// The result of that co_await.
template <awaitable Awaitable>
using await_result_t =
    typename kept<resumed_t<decltype(detail::awaiter_of(std::declval<Awaitable>()))>>::type;

}  // namespace detail
}  // namespace naru
