#include "player.hpp"

#include <naru/naru.hpp>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace samples::arena {
namespace {

using namespace std::chrono_literals;
constexpr auto login_time = 10s;

bool is_name(std::string_view text) {
  const auto allowed = [](char each) {
    return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '_';
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

}  // namespace

naru::task<> player::serve() {
  try {
    const bool entered = co_await log_in();
    if (entered) co_await converse();
  } catch (const std::system_error& failed) {
    if (failed.code() != std::errc::operation_canceled) throw;  // the session has ended meanwhile
  }
}

naru::task<bool> player::log_in() {
  const auto first = co_await naru::with_timeout(receive(), login_time);
  if (!first.content) co_return false;
  const auto wanted = naru::read_packet<enter>(*first.content);
  if (!wanted || !is_name(wanted->name) || wanted->version != protocol_version) {
    put_out(ending::refused, "enter first, with a name of small letters and digits");
    co_return false;
  }
  name_ = wanted->name;
  std::string password(wanted->password);
  const bool right = co_await shared_.scores.check(name_, std::move(password));
  if (!right) {
    put_out(ending::refused, "the password is wrong");
    co_return false;
  }
  room_ = co_await shared_.hall.admit(name_, naru::share(*this));
  if (room_ == nullptr) {
    put_out(ending::refused, "you are here already, or the arena is full");
    co_return false;
  }
  co_return co_await join();
}

// The name is this session's from here on, so no other one changes the score any more.
naru::task<bool> player::join() {
  const account own = co_await shared_.scores.load(name_);
  account_ = own.id;
  send(welcome{static_cast<std::uint64_t>(account_), own.score, room_->number()});
  joined_ = room_->join(naru::share(*this), account_, own.score);
  if (!joined_) put_out(ending::refused, "the room takes nobody now");
  co_return joined_;
}

naru::task<> player::converse() {
  for (;;) {
    const auto received = co_await receive();
    if (!received) co_return;
    const bool good = co_await handle(*received);
    if (good) continue;
    put_out(ending::refused, "there is no such packet");
    co_return;
  }
}

// The views in a packet are valid until the next receive, so until this returns.
naru::task<bool> player::handle(const naru::packet& received) {
  switch (static_cast<packet_id>(received.id)) {
    case packet_id::walk:
      if (const auto one = naru::read_packet<walk>(received)) {
        room_->walk(account_, one->where);
        co_return true;
      }
      break;
    case packet_id::change_room:
      if (const auto one = naru::read_packet<change_room>(received)) {
        co_await move_to(one->room);
        co_return true;
      }
      break;
    case packet_id::whisper:
      if (const auto one = naru::read_packet<whisper>(received)) {
        co_await pass_on(*one);
        co_return true;
      }
      break;
    case packet_id::kick:
      if (const auto one = naru::read_packet<kick>(received)) {
        co_await kick_out(*one);
        co_return true;
      }
      break;
    default:
      break;
  }
  co_return false;
}

void player::put_out(ending why, std::string_view text) {
  send(refused{.why = text});
  close({static_cast<std::uint32_t>(why), text});
}

naru::task<> player::pass_on(whisper one) {
  const auto to = co_await shared_.hall.find(std::string(one.to_name));
  const bool delivered =
      to != nullptr && to->send(whispered{name_, one.text}) == naru::send_outcome::queued;
  ++(delivered ? shared_.whispers.delivered : shared_.whispers.not_delivered);
  send(whisper_result{one.number, delivered});
}

naru::task<> player::kick_out(kick one) {
  if (shared_.admin.empty() || name_ != shared_.admin) co_return;
  const auto whom = co_await shared_.hall.find(std::string(one.name));
  if (whom == nullptr) co_return;
  whom->put_out(ending::kicked, one.reason);
}

naru::task<> player::move_to(std::uint16_t number) {
  room* const next = co_await shared_.hall.change_room(name_, number);
  if (next == nullptr || next == room_) co_return;
  if (room_->hand_over(account_, *next)) {
    room_ = next;
  } else {
    put_out(ending::refused, "the room is overloaded");
  }
}

void player::on_closed(naru::close_reason) {
  if (room_ != nullptr && !joined_) shared_.hall.leave(name_);
}

}  // namespace samples::arena
