// awaitable: what co_await takes, of this library or of any other, and what it gives.
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

/// What an awaiter gives that has a name, as it has in a co_await.
template <class Awaiter>
using resumed_t = decltype(std::declval<Awaiter&>().await_resume());

/// What is moved out of an awaiter does not outlive it: it is kept by value.
template <class T>
struct kept {
  using type = T;
};
template <class T>
struct kept<T&&> {
  using type = T;
};

}  // namespace detail

/// co_await std::move(each) is good.
template <class Awaitable>
concept awaitable = requires(Awaitable&& each) {
  { detail::awaiter_of(std::forward<Awaitable>(each)) } -> detail::awaiter;
};

/// What that gives.
template <awaitable Awaitable>
using await_result_t = typename detail::kept<
    detail::resumed_t<decltype(detail::awaiter_of(std::declval<Awaitable>()))>>::type;

}  // namespace naru
