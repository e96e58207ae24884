// io_result: the outcome of an operation. A small value; copy it freely.
//
//     auto [error, bytes] = operation.result();
#pragma once

#include <cstddef>
#include <system_error>

namespace naru {

/// The outcome of one operation. Both parts count: a send that was cancelled half-way has an error
/// and the number of bytes that left before.
struct io_result {
  std::error_code error;  ///< empty if all went well
  std::size_t bytes = 0;  ///< that were transferred; of a batch: datagrams

  /// The bytes. Throws std::system_error if there is an error.
  [[nodiscard]] std::size_t value() const {
    if (error) throw std::system_error(error);
    return bytes;
  }
};

}  // namespace naru
