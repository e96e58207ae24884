// io_result: what an operation came to. A small value; copy it freely.
//
//     auto [error, bytes] = operation.result();
#pragma once

#include <cstddef>
#include <system_error>

namespace naru {

/// The outcome of one operation. Both parts count: a send that was cancelled half-way has an error
/// and the number of bytes that left before it.
struct io_result {
  std::error_code error;
  std::size_t bytes = 0;

  /// The bytes, or std::system_error for those who prefer exceptions.
  [[nodiscard]] std::size_t value() const {
    if (error) throw std::system_error(error);
    return bytes;
  }
};

}  // namespace naru
