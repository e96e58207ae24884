// result: what co_await gives when an operation brings more than bytes: a connection, a lock, a
// value.
//
//     auto [error, stream] = co_await listener.accept();
//     naru::tcp_stream stream = (co_await listener.accept()).value();   // or throws
//
// Programs seldom name it. A plain transfer gives an io_result instead.
#pragma once

#include <system_error>

namespace naru {

template <class T>
struct result {
  std::error_code error;  ///< empty if all went well
  /// The object that the operation brought. If there is an error, it is empty. The result of
  /// with_timeout is an exception: it keeps the object that the task returned after its stop.
  T content;

  /// Moves the content out; call it once. Throws std::system_error if there is an error.
  [[nodiscard]] T value() {
    if (error) throw std::system_error(error);
    return static_cast<T&&>(content);
  }
};

/// Only an error code.
template <>
struct result<void> {
  std::error_code error;  ///< empty if all went well

  /// Throws std::system_error if there is an error.
  void value() const {
    if (error) throw std::system_error(error);
  }
};

}  // namespace naru
