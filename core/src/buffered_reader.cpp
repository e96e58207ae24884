#include <naru/buffered_reader.hpp>

#include <naru/error.hpp>
#include <naru/proactor.hpp>
#include <naru/tcp_stream.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace naru {

submission buffered_reader::read_until(std::string_view delimiter, operation& op) {
  return read_until(delimiter, storage_.size(), op);
}

submission buffered_reader::read_until(std::string_view delimiter, std::size_t length_max,
                                       operation& op) {
  if (waiting_ != nullptr) return stream_.owner().fail(op, error::operation_already_pending);
  if (delimiter.empty()) {
    return stream_.owner().fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  delimiter_ = delimiter;
  wanted_ = std::min(length_max, storage_.size());
  searched_ = 0;
  return start(op);
}

submission buffered_reader::read_exactly(std::size_t size, operation& op) {
  if (waiting_ != nullptr) return stream_.owner().fail(op, error::operation_already_pending);
  if (size > storage_.size()) {
    return stream_.owner().fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  delimiter_ = {};
  wanted_ = size;
  return start(op);
}

void buffered_reader::cancel() noexcept {
  // Where the receive has just ended and the next has not begun, the mark ends the read.
  cancelled_.store(true);
  stream_.cancel(direction::receive);
}

void buffered_reader::consume(std::size_t bytes) noexcept {
  assert(waiting_ == nullptr && bytes <= data().size());
  begin_ += bytes;
  if (begin_ == end_) begin_ = end_ = 0;
}

submission buffered_reader::start(operation& op) {
  cancelled_.store(false);
  stream_.owner().begin(op);
  waiting_ = &op;
  advance({});
  return submission::pending;
}

// Ends the read if what has come is enough, or there will never be enough; goes on otherwise.
void buffered_reader::advance(std::error_code error) {
  if (const auto length = find()) return finish({}, *length);
  if (!error && data().size() >= wanted_) error = std::make_error_code(std::errc::message_size);
  if (!error && cancelled_.load()) error = std::make_error_code(std::errc::operation_canceled);
  if (error) return finish(error, data().size());
  receive_more();
}

// The length of the piece, once it is there.
std::optional<std::size_t> buffered_reader::find() noexcept {
  const std::size_t length = std::min(data().size(), wanted_);
  if (delimiter_.empty()) return length == wanted_ ? std::optional(length) : std::nullopt;
  const std::string_view text(reinterpret_cast<const char*>(data().data()), length);
  const std::size_t found = text.find(delimiter_, searched_);
  if (found != std::string_view::npos) return found + delimiter_.size();
  // The beginning of a delimiter may have come.
  const std::size_t tail = delimiter_.size() - 1;
  if (length > tail) searched_ = length - tail;
  return std::nullopt;
}

void buffered_reader::receive_more() {
  if (end_ == storage_.size()) {
    std::ranges::copy(data(), storage_.begin());
    end_ -= std::exchange(begin_, 0);
  }
  parts_.store(2);
  stream_.receive(storage_.subspan(end_), received_);
  if (cancelled_.load()) stream_.cancel(direction::receive);  // it came too early for this receive
  leave();
}

void buffered_reader::on_received(io_result) { leave(); }

// Other threads may complete the receive while it is being started: whoever is last goes on. After
// that the reader may be gone.
void buffered_reader::leave() {
  if (parts_.fetch_sub(1) != 1) return;
  end_ += received_.result().bytes;
  advance(received_.result().error);
}

void buffered_reader::finish(std::error_code error, std::size_t bytes) {
  stream_.owner().complete(*std::exchange(waiting_, nullptr), {error, bytes});
}

}  // namespace naru
