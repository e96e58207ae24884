// buffered_reader: reads lines, headers and blocks of a known size from a stream, and keeps the
// bytes that came beyond them for the next read.
//
// For protocols that mark the end of a piece by a delimiter or a length. It is not for bulk data:
// a receive into the final place of the bytes copies nothing (stream::receive_exactly).
//
//     std::array<std::byte, 4096> storage_;
//     naru::buffered_reader reader_{stream_, naru::buffer(storage_)};
//     …
//     reader_.read_until("\r\n", line_read_);
//     …in line_read_:  use(reader_.data().first(result.bytes)), reader_.consume(result.bytes);
//
//     auto [error, bytes] = co_await reader.read_until("\r\n");   // in a coroutine
//
// The caller owns the storage. Its size limits how much a peer can make the reader hold. While a
// read is pending, the reader, its storage and the stream stay where they are, and nothing else
// receives from the stream.
//
// Thread-safety: cancel may be called from any thread at any time. The other members are called by
// one thread at a time; data and consume only while no read is pending.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/buffer.hpp>
#include <naru/callback.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/operation.hpp>
#include <naru/stream.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace naru {

class NARU_API buffered_reader {
 public:
  /// Reads from `source` into `storage`; both must outlive the reader.
  buffered_reader(stream& source, mutable_buffer storage) noexcept
      : source_(source), storage_(storage) {}
  buffered_reader(const buffered_reader&) = delete;
  buffered_reader& operator=(const buffered_reader&) = delete;

  // Each read completes without error once the bytes that it asks for are at the front of data().
  // On an error, bytes is the size of data(), which is everything that is there. Errors: those of
  // the stream's receive (error::end_of_stream, operation_canceled, connection_reset…), and
  // error::operation_already_pending while a read is pending.

  /// bytes: the length of the front part of data() up to the first `delimiter`, which is included.
  /// `delimiter` must live until then. Errors: message_size if the storage is full and has no
  /// delimiter; invalid_argument for an empty delimiter.
  submission read_until(std::string_view delimiter, operation& op);
  /// Works like the above, with a limit below the size of the storage: message_size if the first
  /// `maximum` bytes do not contain the whole delimiter.
  submission read_until(std::string_view delimiter, std::size_t maximum, operation& op);
  /// bytes: `size`. Completes at once if so much is there. message_size if the storage is smaller.
  submission read_exactly(std::size_t size, operation& op);

  /// This form is for co_await; each gives an io_result.
  auto read_until(std::string_view delimiter) {
    return make_awaitable(*this, [=, this](operation& op) { return read_until(delimiter, op); });
  }
  auto read_until(std::string_view delimiter, std::size_t maximum) {
    return make_awaitable(*this,
                          [=, this](operation& op) { return read_until(delimiter, maximum, op); });
  }
  auto read_exactly(std::size_t size) {
    return make_awaitable(*this, [=, this](operation& op) { return read_exactly(size, op); });
  }

  /// The bytes that have come and were not consumed. Valid until the next read is started.
  [[nodiscard]] const_buffer data() const noexcept {
    return storage_.subspan(begin_, end_ - begin_);
  }
  /// Removes the first `bytes` of data(), or all of data() if there are fewer. While a read is
  /// pending, it ends the program with a sentence.
  void consume(std::size_t bytes) noexcept;

  /// Asks the pending read to end with std::errc::operation_canceled. If the bytes that it waits
  /// for have come by then, it still succeeds. Bytes that came meanwhile are in data(). No effect
  /// if no read is pending.
  void cancel() noexcept;

 private:
  submission start(std::string_view delimiter, std::size_t wanted, operation& op);
  void on_received(io_result result);
  [[nodiscard]] std::optional<io_result> go_on(std::error_code error);
  [[nodiscard]] std::optional<io_result> outcome() noexcept;
  [[nodiscard]] std::optional<std::size_t> find_delimiter(const_buffer window) noexcept;
  [[nodiscard]] std::optional<io_result> receive_more();

  stream& source_;
  const mutable_buffer storage_;
  std::size_t begin_ = 0;  // of data() in the storage
  std::size_t end_ = 0;

  // The pending read.
  detail::spin_lock lock_;  // held by cancel and by the start of the next receive
  operation* reading_ = nullptr;
  bool canceled_ = false;
  std::string_view delimiter_;  // empty for read_exactly
  std::size_t wanted_ = 0;      // the maximum, or the exact number
  std::size_t searched_ = 0;    // bytes at the front of data() in which no delimiter begins
  member_callback received_ = bind<&buffered_reader::on_received>(this);
};

}  // namespace naru
