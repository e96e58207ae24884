// buffered_reader: reads lines, headers and counted pieces from a stream.
//
// A receive gives what has come, seldom what was asked for. The reader goes on receiving into
// storage of the caller's until there is enough, and keeps what came too much for the next read. A
// piece lies in one row, in place: nothing is copied out and nothing is allocated.
//
//     std::array<char, 8192> storage;
//     naru::buffered_reader reader(stream, naru::buffer(storage));
//     reader.read_until("\r\n", on_line);
//     …in on_line:  handle(reader.data().first(result.bytes));
//                   reader.consume(result.bytes);
//
// Not for: one piece of a known size, for which stream.receive_exactly needs no reader; bulk data,
// for which a plain receive moves more at a time. Do not receive on the stream beside a reader.
//
// The stream, the storage and the reader stay where they are while a read is pending. One read is
// pending at a time; cancel may be called from any thread, everything else from one at a time.
#pragma once

#include <naru/buffer.hpp>
#include <naru/callback.hpp>
#include <naru/operation.hpp>

#include <atomic>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

namespace naru {

class tcp_stream;

class buffered_reader {
 public:
  /// `source` and `storage` must outlive the reader. The storage's size bounds every piece.
  buffered_reader(tcp_stream& source, mutable_buffer storage) noexcept
      : stream_(source), storage_(storage) {}
  buffered_reader(const buffered_reader&) = delete;
  buffered_reader& operator=(const buffered_reader&) = delete;
  /// Not while a read is pending.
  ~buffered_reader() = default;

  /// Completes once `delimiter` has come. bytes: the length of the piece from the beginning of
  /// data(), with the delimiter. `delimiter` must live until then. Errors, with bytes as the length
  /// of data(): message_size where `length_max` bytes hold no whole delimiter, or the storage is
  /// full; error::end_of_stream where the peer finished first; what a receive reports;
  /// operation_canceled. What has come stays in data(). invalid_argument where the delimiter is
  /// empty; error::operation_already_pending for a second read, which leaves the first untouched.
  submission read_until(std::string_view delimiter, operation& op);
  submission read_until(std::string_view delimiter, std::size_t length_max, operation& op);

  /// Completes once data() holds `size` bytes. bytes: `size`. Errors as above; invalid_argument
  /// where the storage is smaller.
  submission read_exactly(std::size_t size, operation& op);

  /// Asks the pending read to end with operation_canceled; nothing that came is lost. No effect
  /// where none is pending.
  void cancel() noexcept;

  /// What has come and was not consumed. Valid until the next read is started.
  [[nodiscard]] const_buffer data() const noexcept {
    return storage_.subspan(begin_, end_ - begin_);
  }
  /// Drops that many bytes, data().size() at most, from the front of data(). Not while a read is
  /// pending.
  void consume(std::size_t bytes) noexcept;

 private:
  submission start(operation& op);
  void on_received(io_result result);
  void advance(std::error_code error);
  [[nodiscard]] std::optional<std::size_t> find() noexcept;
  void receive_more();
  void leave();
  void finish(std::error_code error, std::size_t bytes);

  tcp_stream& stream_;
  mutable_buffer storage_;
  std::size_t begin_ = 0;  // of what was not consumed, in the storage
  std::size_t end_ = 0;
  operation* waiting_ = nullptr;
  std::string_view delimiter_;  // empty: a read of wanted_ bytes
  std::size_t wanted_ = 0;      // bytes, or the most that a delimiter may take
  std::size_t searched_ = 0;    // bytes of data() at which no delimiter begins
  std::atomic<bool> cancelled_ = false;
  std::atomic<unsigned> parts_ = 0;  // a receive, and the call that starts it
  member_callback received_ = call<&buffered_reader::on_received>(this);
};

}  // namespace naru
