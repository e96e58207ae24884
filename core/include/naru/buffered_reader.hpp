// buffered_reader: reads lines, headers and blocks of a known size from a stream, and keeps what
// came too much for the next read.
//
// For protocols that say where a piece ends, by a delimiter or by a length. Not for bulk data: a
// receive into the place where the bytes belong copies nothing (stream::receive_exactly).
//
//     std::array<std::byte, 4096> storage_;
//     naru::buffered_reader reader_{stream_, naru::buffer(storage_)};
//     …
//     reader_.read_until("\r\n", line_read_);
//     …in line_read_:  use(reader_.data().first(result.bytes)), reader_.consume(result.bytes);
//
//     auto [error, bytes] = co_await reader.read_until("\r\n");   // in a coroutine
//
// The storage is the caller's, and its size bounds what a peer can make the reader hold. While a
// read is pending, the reader, its storage and the stream stay where they are, and nobody else
// receives from the stream.
//
// Thread-safety: cancel may be called from any thread at any time; the rest by one thread at a time
// and, data and consume, only while no read is pending.
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

  // Each read completes without error once what it asks for is at the front of data(). On an error
  // bytes is the size of data(): all that is there. Errors: what the stream's receive reports
  // (error::end_of_stream, operation_canceled, connection_reset…), and
  // error::operation_already_pending while a read is pending.

  /// bytes: the length of the front part of data() up to and with the first `delimiter`, which must
  /// live until then. Errors: message_size where the storage is full without one; invalid_argument
  /// for an empty delimiter.
  submission read_until(std::string_view delimiter, operation& op);
  /// The same with a limit below the size of the storage: message_size where the first `maximum`
  /// bytes, delimiter and all, have none.
  submission read_until(std::string_view delimiter, std::size_t maximum, operation& op);
  /// bytes: `size`. At once where that much is there. message_size where the storage is smaller.
  submission read_exactly(std::size_t size, operation& op);

  /// The same for co_await; each gives an io_result.
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

  /// What has come and was not consumed. Valid until the next read is started.
  [[nodiscard]] const_buffer data() const noexcept {
    return storage_.subspan(begin_, end_ - begin_);
  }
  /// Takes the first `bytes` of data() out of it; all of it where there is less. While a read is
  /// pending it ends the program, with a sentence.
  void consume(std::size_t bytes) noexcept;

  /// Asks the pending read to end with std::errc::operation_canceled. It succeeds all the same if
  /// what it waits for has come by then. What came meanwhile is in data(). No effect where none is
  /// pending.
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
  detail::spin_lock lock_;  // between cancel and the next receive
  operation* reading_ = nullptr;
  bool canceled_ = false;
  std::string_view delimiter_;  // empty: read_exactly
  std::size_t wanted_ = 0;      // bytes at most, or exactly
  std::size_t searched_ = 0;    // bytes of data() in which no delimiter begins
  member_callback received_ = bind<&buffered_reader::on_received>(this);
};

}  // namespace naru
