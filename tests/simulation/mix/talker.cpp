#include "talker.hpp"

#include <algorithm>
#include <stdexcept>

namespace mix {

talker::talker(const std::shared_ptr<hall>& in, end_kind me) : hall_(in), me_(me) {
  ++hall_->objects;
}

talker::~talker() {
  --hall_->objects;
  if (is_open_) seen().require(hall_->abandoned, "a session was destroyed before its on_closed");
}

talker::own_function::own_function(talker& of) : of_(of) {
  of_.seen().require(!of_.is_inside_, "a function of a session ran inside of another one");
  of_.seen().require(!of_.hall_->abandoned,
                     "a function of a session ran after its server or client was destroyed");
  of_.is_inside_ = true;
}

// The life of a session.

void talker::began() {
  naru::session_base& self = as_session();
  seen().require(!is_open_ && !has_ended_, "on_connected was called twice");
  seen().require(self.is_open(), "a session is not open in on_connected");
  const naru::endpoint client =
      me_ == end_kind::client ? self.local_endpoint() : self.remote_endpoint();
  talk_ = &hall_->around.book.at(client, hall_->service);
  seen().require(talk_->begin(me_), "two sessions have one connection");
  is_open_ = true;
  began_at_ = heard_at_ = clock_now();
  peer_ = self.remote_endpoint().address();
  if (hall_->drops_over_rate()) talk_->sent_by(peer_of(me_)).allow_gaps();
  ++hall_->open;
  ++hall_->around.seen.done.connections;
  const std::size_t from_there = ++hall_->by_address[peer_];
  seen().require(hall_->per_address_max == 0 || from_there <= hall_->per_address_max,
                 "an address has more sessions than it may have");
  seen().require(!hall_->is_client || hall_->open == 1, "a client has two sessions");
}

void talker::ended(naru::close_reason reason, bool saw_all) {
  seen().require(is_open_, "on_closed was called twice, or before on_connected");
  if (!is_open_) return;
  seen().require(!as_session().is_open(), "a session is open in on_closed");
  seen().require(as_session().queued_bytes() == 0, "a session that has ended has bytes queued");
  seen().require(posted_ == ran_, "a function that was posted did not run before on_closed");
  is_open_ = false;
  has_ended_ = true;
  --hall_->open;
  --hall_->by_address[peer_];
  hall_->gaps += talk_->sent_by(peer_of(me_)).gaps();
  talk_->finish(me_, reason, saw_all, seen());
  check_reason(reason);
  check_limits(reason);
}

void talker::check_reason(naru::close_reason reason) {
  if (!asked_for_) return;
  seen().require(reason == *asked_for_, "a session ended for another reason than the program's");
  seen().require(as_session().close_code().number == code_, "a session lost its close_code");
}

// No limit is early. Only an end that the limit decided is looked at.
void talker::check_limits(naru::close_reason reason) {
  const time_point now = clock_now();
  const naru::session_options& limits = hall_->limits;
  if (reason == naru::close_reason::handshake_timeout) {
    seen().require(!heard_something_, "a handshake timed out after a message had come");
    seen().require(
        now - began_at_ >= limits.handshake_timeout || hall_->limits.require_proxy_header,
        "a handshake timed out early");
  }
  if (reason == naru::close_reason::idle_timeout) {
    seen().require(now - heard_at_ >= limits.idle_timeout.value_or(std::chrono::minutes(5)),
                   "a session timed out that was not idle for so long");
  }
}

// The clock of the session's host may run fast or slow.
talker::time_point talker::clock_now() noexcept { return as_session().owner().now(); }

// Messages.

void talker::note_heard() {
  seen().require(is_open_ && (as_session().is_open() || hears_after_close()),
                 "a message came to a session that is not open");
  seen().require(!is_paused_, "a message came to a session that is paused");
  heard_something_ = true;
  heard_at_ = clock_now();
  ++hall_->heard;
  ++seen().done.messages_received;
}

void talker::heard(naru::const_buffer content) {
  note_heard();
  if (talk_ == nullptr) return;
  seen().require(talk_->sent_by(peer_of(me_)).take(content),
                 "a message came that is not the next one: it was lost, came twice or was changed");
}

void talker::heard_bytes(naru::const_buffer bytes) {
  note_heard();
  if (talk_ == nullptr) return;
  seen().require(
      talk_->sent_by(peer_of(me_)).take_bytes(bytes),
      "bytes came that are not the next ones: some were lost, came twice or were changed");
}

naru::send_outcome talker::say(std::uint32_t size) {
  if (talk_ == nullptr) return naru::send_outcome::closed;
  const bool was_open = as_session().is_open();
  const message_name name{talk_->key(), talk_->next_number(me_), size, 'd'};
  const naru::send_outcome outcome = send_content(content_of(name, room_));
  const bool queued = outcome == naru::send_outcome::queued;
  seen().require(was_open || !queued, "a message was queued for a session that is not open");
  seen().require(as_session().queued_bytes() <= hall_->limits.send_queue_max,
                 "more bytes are queued than send_queue_max");
  if (!queued) return outcome;
  talk_->sent_by(me_).push(name, true);
  ++seen().done.messages_sent;
  return outcome;
}

void talker::say_something() {
  if (++said_ > how().messages_max) return;
  const std::uint32_t size = happens(world(), how().large) ? how().large_size : how().usual_size;
  say(static_cast<std::uint32_t>(between(world(), content_size_min, size)));
}

void talker::queue_full() {
  seen().require(!is_full_, "on_send_queue_full was called twice in a row");
  is_full_ = true;
}

void talker::queue_drained() {
  seen().require(is_full_, "on_send_queue_drained was called for a queue that was not full");
  is_full_ = false;
}

// The actions of a session.

void talker::react() {
  naru::simulation& chance = world();
  if (happens(chance, how().replies)) say_something();
  if (happens(chance, how().replies_often)) {
    for (std::uint64_t left = between(chance, 2, 20); left != 0; --left) say_something();
  }
  if (happens(chance, how().shouts)) shout();
  if (happens(chance, how().moves)) move();
  if (happens(chance, how().pauses)) pause_for_a_while();
  if (happens(chance, how().posts)) post_something();
  if (happens(chance, how().waits)) do_something_later();
  if (happens(chance, how().closes)) close_it(false);
  if (happens(chance, how().aborts)) close_it(true);
  if (happens(chance, how().throws) && as_session().is_open()) {
    ++hall_->failures;
    throw std::runtime_error("thrown by the test");
  }
}

void talker::disturb() {
  switch (world().random(4)) {
    case 0:
      return say_something();
    case 1:
      return post_something();
    case 2:
      return close_it(false);
    default:
      return close_it(true);
  }
}

void talker::pause_for_a_while() {
  if (is_paused_ || !as_session().is_open() || !set_paused(true)) return;
  is_paused_ = true;
  const auto most = static_cast<std::uint64_t>(how().pause_max / std::chrono::milliseconds(1));
  as_session().after(milliseconds_between(world(), 1, most), [this] {
    const own_function now(*this);
    is_paused_ = false;
    heard_at_ = clock_now();
    set_paused(false);
  });
}

void talker::post_something() {
  const std::uint32_t number = posted_;
  auto self = as_session().shared_from_this();
  const bool taken = as_session().post([this, number, self = std::move(self)] {
    const own_function now(*this);
    seen().require(number == ran_, "posted functions did not run in the order of the calls");
    ++ran_;
    if (happens(world(), 300)) say_something();
  });
  if (taken) ++posted_;
}

void talker::do_something_later() {
  const auto time = milliseconds_between(world(), 0, 1'000);
  const time_point due = clock_now() + time;
  as_session().after(time, [this, due] {
    const own_function now(*this);
    seen().require(clock_now() >= due, "a function of a session ran before its time");
    seen().require(is_open_, "a function that was to run later ran after the end of its session");
    say_something();
  });
}

void talker::close_it(bool at_once) {
  const bool was_open = as_session().is_open();
  const auto code = static_cast<std::uint32_t>(between(world(), 1, 70));
  if (was_open) {
    asked_for_ = at_once ? naru::close_reason::aborted : naru::close_reason::closed_by_program;
    code_ = code;
  }
  const naru::close_code why{.number = code, .text = "the test"};
  at_once ? as_session().abort(why) : as_session().close(why);
}

}  // namespace mix
