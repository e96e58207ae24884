// connection_result: what co_await of an accept, or of a connect by name, gives.
//
//     auto [error, stream] = co_await listener.accept();
//     naru::tcp_stream stream = (co_await listener.accept()).value();   // or throws
#pragma once

#include <system_error>
#include <utility>

namespace naru {

template <class Stream>
struct connection_result {
  std::error_code error;
  Stream stream;  ///< connected, unless there is an error

  /// The stream, or std::system_error for those who prefer exceptions. Once.
  [[nodiscard]] Stream value() {
    if (error) throw std::system_error(error);
    return std::move(stream);
  }
};

}  // namespace naru
