// hall: what the sessions of one server, or of one client, share: the limits that they have, and
// the counts that must come back to zero.
//
// A session may live longer than its server, so each has a share of its hall.
#pragma once

#include <naru/address.hpp>
#include <naru/session/room.hpp>
#include <naru/session/session_observer.hpp>
#include <naru/session/session_options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "scene.hpp"

namespace mix {

struct hall {
  hall(scene& in, unsigned service_number, const naru::session_options& options)
      : around(in), service(service_number), limits(options) {}

  scene& around;
  const unsigned service;
  const naru::session_options limits;
  [[nodiscard]] bool drops_over_rate() const noexcept {
    return !is_client && limits.on_rate_exceeded == naru::rate_policy::drop &&
           limits.bytes_per_second_max + limits.messages_per_second_max != 0;
  }
  std::size_t per_address_max = 0;  // 0: no limit
  bool is_client = false;
  std::uint64_t key = 0;  // of what it sends to many

  std::size_t objects = 0;  // sessions that exist
  std::size_t open = 0;     // between on_connected and on_closed
  std::map<naru::address, std::size_t> by_address;
  std::uint32_t shouts = 0;  // messages that were sent to many
  std::uint64_t heard = 0;   // messages
  std::size_t failures = 0;  // exceptions that left a function
  std::size_t gaps = 0;      // messages that were dropped because they were too many
  bool abandoned = false;    // the server or client was destroyed: no function runs any more
};

/// Counts what an observer is told.
class counting_observer final : public naru::session_observer {
 public:
  std::uint64_t accepted = 0;
  std::uint64_t closed = 0;
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;

  void on_accepted(naru::session_base&) override { ++accepted; }
  void on_closed(const naru::session_base&, const summary&) override { ++closed; }
  void on_refused(const naru::endpoint&, refusal) override { ++refused; }
  void on_handler_failed(const naru::session_base&, std::string_view) override { ++failed; }
};

template <class Session>
struct hall_of : hall {
  using hall::hall;

  std::array<naru::room<Session>, 3> rooms;
};

}  // namespace mix
