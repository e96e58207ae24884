// not_awaited: the error for `auto [error, bytes] = stream.receive(buffer)`, which lacks its
// co_await.
//
// Without this the compiler complains of private members. Each awaitable has a specialization of
// std::tuple_size that derives from not_awaited; only such a declaration uses it.
#pragma once

#include <utility>

namespace naru::detail {

template <class Awaitable>
struct not_awaited {
  static_assert(sizeof(Awaitable) == 0,
                "co_await is missing: auto [error, bytes] = co_await stream.receive(buffer)");
};

}  // namespace naru::detail
