// broadcast_to: what a server and a room do alike.
#pragma once

#include <naru/session/send_outcome.hpp>

#include <cstddef>

namespace naru::detail {

/// Sends `message` to those of the audience's sessions for which `filter` returns true. To how many
/// it was queued.
template <class Session, class Audience, class Message, class Filter>
std::size_t broadcast_to(const Audience& audience, const Message& message, Filter& filter) {
  std::size_t queued = 0;
  audience.for_each([&](Session& each) {
    const Session& asked = each;
    if (filter(asked) && each.send(message) == send_outcome::queued) ++queued;
  });
  return queued;
}

}  // namespace naru::detail
