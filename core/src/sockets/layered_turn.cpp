// The turn of a layered stream: who has it, and what it decides.
#include <utility>

#include "loop/loop_operations.hpp"
#include "sockets/layered_stream.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

io_result canceled_after(std::size_t bytes) noexcept {
  return {std::make_error_code(std::errc::operation_canceled), bytes};
}

}  // namespace

// An operation whose place is free is still pending, and only this thread completes it. So it is
// completed without the lock, also after the turn has been left.
std::optional<io_result> layered_stream::run_turn(lock_holder lock, const operation* own) noexcept {
  assert(lock.owns_lock());
  if (turn_is_taken_) {
    look_again_ = true;
    return std::nullopt;
  }
  turn_is_taken_ = true;
  add_hold();
  std::optional<io_result> own_result;
  for (bool goes_on = true; goes_on;) {
    pass now = take_notes();
    lock.unlock();
    work(now);
    lock.lock();
    assert(turn_is_taken_);  // invariant: layer-one-turn
    free_places(now);
    goes_on = look_again_;
    turn_is_taken_ = goes_on;
    lock.unlock();
    complete(now.handshake, own, own_result);
    complete(now.receive, own, own_result);
    complete(now.send, own, own_result);
    if (goes_on) lock.lock();
  }
  drop_hold();
  return own_result;
}

layered_stream::pass layered_stream::take_notes() noexcept {
  look_again_ = false;
  pass now;
  now.handshake = {handshake_, handshake_is_cancelled_, {}};
  now.receive = {receive_.pending, receive_.cancelled, {}};
  now.send = {send_.pending, send_.cancelled, {}};
  now.closes = closing();
  now.ends = is_ending_;
  now.has_received = std::exchange(has_received_, false);
  now.has_sent = std::exchange(has_sent_, false);
  now.below_is_ready = std::exchange(has_below_ended_handshake_, false);
  return now;
}

// A place is taken by the same operation as at the beginning of the pass, because only a turn frees
// it.
void layered_stream::free_places(const pass& now) noexcept {
  assert(lock_.is_locked());
  if (now.handshake.result) {
    assert(handshake_ == now.handshake.op);
    handshake_ = nullptr;
  }
  if (now.receive.result) {
    assert(receive_.pending == now.receive.op);
    receive_.pending = nullptr;
  }
  if (now.send.result) {
    assert(send_.pending == now.send.op);
    send_.pending = nullptr;
    send_ends_at_.reset();
    confirmed_ = 0;
  }
}

void layered_stream::complete(const asked& what, const operation* own,
                              std::optional<io_result>& own_result) {
  if (!what.result) return;
  if (what.op == own) {
    own_result = what.result;
  } else {
    loop_.complete(*what.op, *what.result);
  }
}

void layered_stream::work(pass& now) noexcept {
  if (now.below_is_ready) take_below_ready(now);
  if (now.has_received) take_received(now, true);
  if (now.has_sent) take_sent(now, true);
  if (now.closes) return close_below(now);
  const std::error_code shortage = as_error([&] {
    move(now);
    return std::error_code();
  });
  if (shortage) fail(shortage);
  decide(now);
  cancel_what_is_not_wanted(now);
  give_memory_back(now);
}

void layered_stream::move(pass& now) {
  if (!is_below_ready_) begin_below(now);
  if (!is_below_ready_ && !failure_) return;
  if (is_below_ready_ && !std::exchange(has_begun_, true)) {
    if (const std::error_code error = layer_->start()) fail(error);
  }
  // Each goes on until it waits for something. Either may give the other something to do: what has
  // come asks for an answer, and what was sent makes room in the layer.
  serve_input(now);
  while (serve_output(now) && serve_input(now)) {
  }
}

void layered_stream::begin_below(pass& now) noexcept {
  if (shaking_ != wire_state::idle || failure_) return;
  shaking_ = wire_state::pending;
  add_hold();
  if (below_->handshake(wire_handshake_) == submission::pending) return;
  drop_hold();  // not the last: the turn has one
  take_below_ready(now);
}

// A handshake of the layers below that was cancelled goes on there, and is asked for again.
void layered_stream::take_below_ready(pass& now) noexcept {
  const bool was_cancelled = shaking_ == wire_state::cancelling;
  shaking_ = wire_state::idle;
  const std::error_code error = wire_handshake_.result().error;
  is_below_ready_ = !error;
  if (was_cancelled && error == std::errc::operation_canceled) {
    now.has_looked = true;
  } else if (error) {
    fail(error);
  }
}

// Says goodbye if the system takes it at once: a close does not wait for the peer. After that all
// transfers of the stream below end, and their holds with them.
void layered_stream::close_below(pass& now) noexcept {
  if (!std::exchange(is_below_closed_, true)) {
    if (close_mode_ == close_mode::graceful && !now.send.waits()) {
      const std::error_code shortage = as_error([&] {
        end_conversation(now);
        while (collect_output() && start_wire_send(now)) {
        }
        return std::error_code();
      });
      if (shortage) fail(shortage);
    }
    below_->close(close_mode_, nullptr);
  }
  if (now.handshake.op != nullptr) now.handshake.result = canceled_after(0);
  if (now.receive.op != nullptr) now.receive.result = canceled_after(receive_.moved);
  if (now.send.op != nullptr) now.send.result = canceled_after(confirmed_);
}

void layered_stream::decide(pass& now) noexcept {
  if (now.handshake.waits()) decide_handshake(now);
  if (now.receive.waits()) decide_receive(now);
  if (now.send.waits()) decide_send(now);
}

// The error of the layer is told once its last output, such as an alert, has been sent.
void layered_stream::decide_handshake(pass& now) const noexcept {
  asked& own = now.handshake;
  if (failure_) {
    if (is_flushed() || own.cancelled) own.result = io_result{failure_, 0};
  } else if (is_established()) {
    own.result.emplace();
  } else if (input_over_) {
    own.result = io_result{input_over_, 0};
  } else if (own.cancelled &&
             (now.has_looked || (receiving_ == wire_state::idle && shaking_ == wire_state::idle))) {
    own.result = canceled_after(0);
  }
}

void layered_stream::decide_receive(pass& now) const noexcept {
  asked& own = now.receive;
  const std::size_t moved = receive_.moved;
  if (failure_) {
    if ((is_flushed() && !drops(now)) || own.cancelled) own.result = io_result{failure_, moved};
  } else if (input_over_) {
    const bool ends_well = only_waits(own) && input_over_ == error::end_of_stream;
    own.result = io_result{ends_well ? std::error_code() : input_over_, moved};
  } else if (wire_lacks_memory_) {
    own.result = io_result{std::make_error_code(std::errc::not_enough_memory), moved};
  } else if (own.cancelled && (now.has_looked || receiving_ == wire_state::idle)) {
    own.result = canceled_after(moved);
  }
}

// A send that has put nothing into the layer yet is cancelled without a trace. Any other ends when
// the stream below has been asked: see start_wire_send.
void layered_stream::decide_send(pass& now) noexcept {
  asked& own = now.send;
  if (send_ends_at_ && sent_ >= *send_ends_at_) {
    own.result = io_result{{}, send_.moved};
  } else if (send_was_cut_ && own.cancelled) {
    own.result = canceled_after(confirmed_);
  } else if (failure_) {
    if (is_flushed() || own.cancelled) own.result = io_result{failure_, confirmed_};
  } else if (output_error_) {
    own.result = io_result{output_error_, confirmed_};
  } else if (own.cancelled && send_.moved == 0) {
    own.result = canceled_after(0);
  }
}

// A receive of the stream below is cancelled for a cancelled operation, and if nobody needs what it
// would bring. Its own result tells what had come, so no byte is lost. A handshake of the layers
// below is cancelled for the one above, so that they take what has come.
void layered_stream::cancel_what_is_not_wanted(const pass& now) noexcept {
  const bool is_asked_to = (now.receive.waits() && now.receive.cancelled) ||
                           (now.handshake.waits() && now.handshake.cancelled);
  if (receiving_ == wire_state::pending && (is_asked_to || !wants_wire(now))) {
    receiving_ = wire_state::cancelling;
    below_->cancel(wire_receive_);
  }
  if (shaking_ == wire_state::pending && now.handshake.waits() && now.handshake.cancelled) {
    shaking_ = wire_state::cancelling;
    below_->cancel(wire_handshake_);
  }
  if (sending_ == wire_state::pending && now.send.waits() && now.send.cancelled &&
      send_.moved != 0) {
    sending_ = wire_state::cancelling;
    below_->cancel(wire_send_);
  }
}

void layered_stream::give_memory_back(const pass& now) noexcept {
  if (wire_out_.empty() && sending_ == wire_state::idle) wire_out_.drop_all();
  const bool is_idle = !now.receive.op || now.receive.waits();
  const bool is_in_use = receiving_ != wire_state::idle && !wire_waits_;
  if (wire_in_.empty() && is_idle && !is_in_use) wire_in_.drop_all();
  const bool rests =
      !failure_ && only_waits(now.receive) && !now.send.waits() && wire_in_.empty() && is_flushed();
  if (rests && std::exchange(has_been_used_, false)) layer_->release_memory();
}

void layered_stream::fail(const std::error_code& error) noexcept {
  if (!failure_) failure_ = error;
}

}  // namespace naru::detail
