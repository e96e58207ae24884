// How bytes move through a layered stream. Everything here is called in a turn. A function returns
// true if it has changed something, so that what waits for that is tried again.
#include <utility>

#include "sockets/layered_stream.hpp"

namespace naru::detail {

bool layered_stream::serve_input(pass& now) {
  if (is_established() && !now.receive.waits() && !wire_ended_) return false;
  bool moved = false;
  for (bool goes_on = true; goes_on;) {
    if (read_plain(now)) moved = true;
    while (feed(now)) {
      moved = true;
      read_plain(now);
    }
    goes_on = feed_end();
    if (drop_input(now)) goes_on = true;
    if (start_wire_receive(now)) goes_on = true;
    moved = moved || goes_on;
  }
  return moved;
}

// Gives the program what the layer has. An error that comes with bytes is told by the next receive.
bool layered_stream::read_plain(pass& now) {
  if (!now.receive.waits() || failure_ || input_over_) return false;
  if (only_waits(now.receive)) {
    if (layer_->has_plain()) now.receive.result.emplace();
    return now.receive.result.has_value();
  }
  const std::size_t before = receive_.moved;
  while (!receive_.left.finished()) {
    const layer_progress given = layer_->read(receive_.left.first());
    receive_.advance(given.bytes);
    if (given.error) {
      if (given.error == error::end_of_stream) {
        input_over_ = given.error;
      } else {
        fail(given.error);
      }
    }
    if (given.error || given.bytes == 0) break;
  }
  const bool is_done =
      receive_.left.finished() || (receive_.wanted == extent::some && receive_.moved != 0);
  if (is_done) now.receive.result = io_result{{}, receive_.moved};
  return receive_.moved != before || input_over_ || failure_;
}

// Feeds only what somebody waits for, and only when all plain bytes have been read: a layer that
// fails is not asked for the plain bytes before its failure.
bool layered_stream::feed(pass& now) {
  if (failure_ || input_over_ || wire_in_.empty()) return false;
  const bool was_established = is_established();
  if (was_established && (!now.receive.waits() || layer_->has_plain())) return false;
  has_been_used_ = true;
  const layer_progress taken = layer_->feed(wire_in_.bytes());
  wire_in_.take(taken.bytes);
  if (taken.error) {
    fail(taken.error);
  } else if (taken.bytes == 0) {
    // It wants its plain bytes to be read, or its output to be sent. If it has neither, it would
    // wait for ever.
    if (is_flushed() && !layer_->has_plain()) {
      fail(std::make_error_code(std::errc::protocol_error));
      return true;
    }
    return is_established() != was_established;
  }
  return true;
}

bool layered_stream::feed_end() {
  if (!wire_ended_ || has_fed_end_ || failure_ || input_over_) return false;
  if (!wire_in_.empty() || (is_established() && layer_->has_plain())) return false;
  has_fed_end_ = true;
  if (wire_ended_ != error::end_of_stream) {
    end_input(wire_ended_);
    return true;
  }
  if (const std::error_code cut_off = layer_->feed_end()) {
    fail(cut_off);
  } else if (!layer_->has_plain()) {
    end_input(wire_ended_);
  }
  return true;
}

// The handshake cannot succeed any more. After it the other direction goes on.
void layered_stream::end_input(const std::error_code& error) noexcept {
  if (is_established()) {
    input_over_ = error;
  } else {
    fail(error);
  }
}

// The program waits for the end of the peer, and the layer is not called any more.
bool layered_stream::drops(const pass& now) const noexcept {
  return failure_ && is_shut_down_ && now.receive.waits() && !now.receive.cancelled &&
         !wire_ended_ && !wire_lacks_memory_ && dropped_ < dropped_after_failure_max;
}

bool layered_stream::drop_input(const pass& now) noexcept {
  if (wire_in_.empty() || !drops(now)) return false;
  dropped_ += wire_in_.bytes().size();
  wire_in_.take(wire_in_.bytes().size());
  return true;
}

bool layered_stream::wants_wire(const pass& now) const noexcept {
  if (drops(now)) return true;
  if (failure_ || input_over_ || wire_ended_) return false;
  return !is_established() || now.receive.waits();
}

// A receive that may have to wait long has no room, so that a silent peer costs no memory: during
// the handshake, after a failure, and if the program's own receive has none.
bool layered_stream::start_wire_receive(pass& now) {
  wire_lacks_memory_ = false;
  if (receiving_ != wire_state::idle || !wants_wire(now) || !wire_in_.empty()) return false;
  const bool is_for_handshake = !failure_ && !is_established();
  if (!is_for_handshake && now.receive.cancelled &&
      (now.has_looked || receive_.looks++ == wire_looks_after_cancel)) {
    return false;
  }
  const bool has_room =
      (now.receive.waits() && !only_waits(now.receive) && !is_for_handshake && !failure_) ||
      wire_is_readable_;
  if (has_room && !wire_in_.make_room()) {
    wire_lacks_memory_ = true;
    if (is_for_handshake) fail(std::make_error_code(std::errc::not_enough_memory));
    return is_for_handshake;
  }
  wire_waits_ = !has_room;
  receiving_ = wire_state::pending;
  add_hold();
  const mutable_buffer room = has_room ? wire_in_.room() : mutable_buffer();
  if (below_->receive({&room, 1}, wire_receive_) == submission::pending) return false;
  drop_hold();  // not the last: the turn has one
  take_received(now, false);
  return true;
}

void layered_stream::take_received(pass& now, bool was_pending) noexcept {
  const bool was_cancelled = was_pending && receiving_ == wire_state::cancelling;
  receiving_ = wire_state::idle;
  const io_result result = wire_receive_.result();
  if (!wire_waits_) {
    wire_in_.add(result.bytes);
    wire_is_readable_ = false;
  }
  if (!result.error) {
    if (wire_waits_) wire_is_readable_ = true;
  } else if (was_cancelled && result.error == std::errc::operation_canceled) {
    now.has_looked = true;
  } else {
    wire_ended_ = result.error;
  }
}

bool layered_stream::serve_output(pass& now) {
  bool moved = false;
  for (bool goes_on = true; goes_on && (is_writing(now) || wants_to_end(now) || has_output());) {
    goes_on = write_plain(now);
    end_conversation(now);
    if (collect_output()) goes_on = true;
    if (start_wire_send(now)) goes_on = true;
    moved = moved || goes_on;
  }
  if (shut_below_down(now)) moved = true;
  return moved;
}

bool layered_stream::write_plain(pass& now) {
  if (!is_writing(now) || failure_ || output_error_) return false;
  if (!is_established() || (now.send.cancelled && send_.moved == 0)) return false;
  bool moved = false;
  has_been_used_ = true;
  while (!send_.left.finished()) {
    const layer_progress taken = layer_->write(send_.left.first());
    send_.advance(taken.bytes);
    if (taken.bytes != 0) moved = true;
    if (taken.error) fail(taken.error);
    if (taken.error || taken.bytes == 0) break;
  }
  if (send_.left.finished()) {
    send_ends_at_ = collected_ + layer_->output().size();
    moved = true;
  }
  return moved;
}

// The output is copied, because it stays valid only until the next call of the layer, and the
// stream below may take it later.
bool layered_stream::collect_output() {
  if (!has_begun_) return false;
  const std::size_t waiting = layer_->output().size();
  if (waiting == 0 || (sending_ != wire_state::idle && !output_error_)) return false;
  if (!output_error_ && !wire_out_.make_room()) {
    output_error_ = std::make_error_code(std::errc::not_enough_memory);
    if (!is_established()) fail(output_error_);
  }
  const std::size_t taken = output_error_ ? waiting : wire_out_.append(layer_->output());
  if (taken == 0) return false;
  layer_->drop_output(taken);
  collected_ += taken;
  return true;
}

// A cancelled send asks for as long as the system takes something, and cuts the rest off. What is
// on its way is not known then, so nothing can follow it.
bool layered_stream::start_wire_send(const pass& now) {
  if (sending_ != wire_state::idle || wire_out_.empty() || output_error_) return false;
  if (now.send.waits() && now.send.cancelled && send_.moved != 0 &&
      send_.looks++ == wire_looks_after_cancel) {
    send_was_cut_ = true;
    output_error_ = std::make_error_code(std::errc::broken_pipe);
    return true;
  }
  sending_ = wire_state::pending;
  add_hold();
  const const_buffer bytes = wire_out_.bytes();
  if (below_->send({&bytes, 1}, wire_send_) == submission::pending) return false;
  drop_hold();  // not the last: the turn has one
  take_sent(now, false);
  return true;
}

void layered_stream::take_sent(const pass& now, bool was_pending) noexcept {
  const bool was_cancelled = was_pending && sending_ == wire_state::cancelling;
  sending_ = wire_state::idle;
  const io_result result = wire_send_.result();
  sent_ += result.bytes;
  wire_out_.take(result.bytes);
  if (result.error) {
    send_was_cut_ = was_cancelled && result.error == std::errc::operation_canceled;
    output_error_ = send_was_cut_ ? std::make_error_code(std::errc::broken_pipe) : result.error;
    wire_out_.drop_all();
  } else if (now.send.waits() && sent_ == collected_ && layer_->output().empty()) {
    confirmed_ = send_.moved;
  }
}

void layered_stream::end_conversation(const pass& now) {
  if (!wants_to_end(now) || failure_ || output_error_ || !has_begun_) return;
  if (!is_established() || now.send.waits()) return;
  has_ended_ = true;
  has_been_used_ = true;
  if (const std::error_code error = layer_->end()) fail(error);
}

// After a failure below there is nothing to flush, and the stream below has its own last bytes.
bool layered_stream::shut_below_down(const pass& now) noexcept {
  const bool is_over = failure_ ? now.ends : has_ended_ && !output_error_;
  if (!is_over || is_shut_down_ || !is_flushed()) return false;
  is_shut_down_ = true;
  static_cast<void>(below_->shutdown_send());
  return true;
}

bool layered_stream::has_output() const noexcept {
  if (!has_begun_) return false;
  return !wire_out_.empty() || sending_ != wire_state::idle || !layer_->output().empty();
}

bool layered_stream::is_flushed() const noexcept { return output_error_ || !has_output(); }

}  // namespace naru::detail
