#include <naru/buffered_reader.hpp>

#include <naru/detail/delimiter_search.hpp>
#include <naru/detail/misuse.hpp>
#include <naru/error.hpp>
#include <naru/proactor.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace naru {

submission buffered_reader::read_until(std::string_view delimiter, operation& op) {
  return read_until(delimiter, storage_.size(), op);
}

submission buffered_reader::read_until(std::string_view delimiter, std::size_t maximum,
                                       operation& op) {
  if (delimiter.empty()) {
    return source_.owner().fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  return start(delimiter, std::min(maximum, storage_.size()), op);
}

submission buffered_reader::read_exactly(std::size_t size, operation& op) {
  return start({}, size, op);
}

void buffered_reader::consume(std::size_t bytes) noexcept {
  if (reading_ != nullptr) {
    detail::misuse("a buffered_reader was told to consume while a read was pending");
  }
  begin_ += std::min(bytes, end_ - begin_);
  if (begin_ == end_) begin_ = end_ = 0;
}

void buffered_reader::cancel() noexcept {
  const std::lock_guard lock(lock_);
  if (reading_ == nullptr) return;
  canceled_ = true;
  source_.cancel(received_);
}

submission buffered_reader::start(std::string_view delimiter, std::size_t wanted, operation& op) {
  proactor& owner = source_.owner();
  std::optional<io_result> at_once;
  std::optional<io_result> failed;
  {
    const std::lock_guard lock(lock_);
    if (reading_ != nullptr) return owner.fail(op, error::operation_already_pending);
    delimiter_ = delimiter;
    wanted_ = wanted;
    searched_ = 0;
    canceled_ = false;
    at_once = outcome();
    if (!at_once) {
      owner.begin(op);
      reading_ = &op;
      failed = receive_more();
      if (failed) reading_ = nullptr;
    }
  }
  if (at_once) return owner.finish(op, *at_once);
  if (failed) owner.complete(op, *failed);  // the read is pending already
  return submission::pending;
}

void buffered_reader::on_received(io_result received) {
  proactor& owner = source_.owner();
  std::optional<io_result> result;
  operation* done = nullptr;
  {
    const std::lock_guard lock(lock_);
    end_ += received.bytes;
    result = outcome();
    if (!result) result = go_on(received.error);
    if (result) done = std::exchange(reading_, nullptr);
  }
  if (done != nullptr) owner.complete(*done, *result);  // the reader may be gone after this call
}

// Called after a receive that did not complete the read: starts another one, or returns the
// result.
//
// A cancelled read still takes the bytes that the stream holds, because they came before the
// cancel. So each further receive is cancelled at once, and the one that finds nothing ends the
// read. A stream that was closed holds nothing.
std::optional<io_result> buffered_reader::go_on(std::error_code error) {
  if (canceled_ && !source_.is_open()) {
    error = std::make_error_code(std::errc::operation_canceled);
  }
  if (error) return io_result{error, data().size()};
  std::optional<io_result> failed = receive_more();
  if (!failed && canceled_) source_.cancel(received_);
  return failed;
}

// Returns the result of the pending read with the bytes that are there, or nothing if it needs
// more.
std::optional<io_result> buffered_reader::outcome() noexcept {
  const io_result too_long{std::make_error_code(std::errc::message_size), data().size()};
  if (delimiter_.empty()) {
    if (wanted_ > storage_.size()) return too_long;
    return data().size() >= wanted_ ? std::optional(io_result{{}, wanted_}) : std::nullopt;
  }
  const const_buffer window = data().first(std::min(wanted_, data().size()));
  if (const auto position = find_delimiter(window)) {
    return io_result{{}, *position + delimiter_.size()};
  }
  return window.size() == wanted_ ? std::optional(too_long) : std::nullopt;
}

// The search goes on where the last one ended: before the beginning of an incomplete delimiter, or
// at the end.
std::optional<std::size_t> buffered_reader::find_delimiter(const_buffer window) noexcept {
  searched_ = detail::find_delimiter(window, searched_, buffer(delimiter_));
  const bool whole = window.size() - searched_ >= delimiter_.size();
  return whole ? std::optional(searched_) : std::nullopt;
}

// The bytes move to the front if the rest might not fit behind them. This happens once per read,
// because afterwards they are at the front. Returns a result if the system has no memory for
// another receive.
std::optional<io_result> buffered_reader::receive_more() {
  if (begin_ != 0 && wanted_ > storage_.size() - begin_) {
    std::memmove(storage_.data(), storage_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  try {
    source_.receive(storage_.subspan(end_), received_);
    return std::nullopt;
  } catch (const std::bad_alloc&) {
    return io_result{std::make_error_code(std::errc::not_enough_memory), data().size()};
  }
}

}  // namespace naru
