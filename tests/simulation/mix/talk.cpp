#include "talk.hpp"

#include <string>

namespace mix {
namespace {

// These limits end the session at once. Its peer sees the end of the stream, and what was queued is
// lost. After every other reason the end of the stream comes behind everything that was queued.
bool loses_what_is_queued(naru::close_reason reason) noexcept {
  return reason == naru::close_reason::handshake_timeout ||
         reason == naru::close_reason::message_timeout ||
         reason == naru::close_reason::idle_timeout;
}

std::string lost_messages(end_kind sender, naru::close_reason reason) {
  std::string text =
      "a session saw the end of its peer's stream, and a message is missing that the ";
  text += sender == end_kind::client ? "client" : "server";
  text += " had queued before it ended: ";
  return text += naru::describe(reason);
}

}  // namespace

bool talk::begin(end_kind which) noexcept {
  const bool was_begun = at(which).begun;
  at(which).begun = true;
  return !was_begun;
}

// The end that closes first waits for its peer, so usually the reason of the sender comes last.
void talk::finish(end_kind which, naru::close_reason reason, bool saw_all, checks& seen) {
  one_end& mine = at(which);
  one_end& other = at(peer_of(which));
  mine.reason = reason;
  const bool saw_end = reason == naru::close_reason::peer_closed && saw_all;
  mine.lacks_messages = saw_end && !other.sent.complete();
  if (mine.lacks_messages && other.reason) {
    seen.require(loses_what_is_queued(*other.reason), lost_messages(peer_of(which), *other.reason));
  }
  if (other.lacks_messages)
    seen.require(loses_what_is_queued(reason), lost_messages(which, reason));
}

talk& talk_book::at(const naru::endpoint& client, unsigned service) {
  std::uint64_t key = 0;
  for (const std::uint8_t each : client.address().unmapped().to_v4_bytes()) key = key << 8 | each;
  key = key << 16 | client.port();
  key = key << 8 | service;
  std::unique_ptr<talk>& found = talks_[key];
  if (!found) found = std::make_unique<talk>(key);
  return *found;
}

}  // namespace mix
