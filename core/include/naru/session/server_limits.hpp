// server_limits: the limits of a server that may change while it runs. Each that is empty stays as
// it is.
//
//     server.set_limits({.sessions_max = 20'000, .idle_timeout = std::chrono::minutes(1)});
//
// Use it when a server reloads its configuration, or when it is attacked. Each member means the
// same as the one of server_options or session_options with its name.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace naru {

// Each "= {}" is said, or GCC warns of {.idle_timeout = …}.
// NOLINTBEGIN(readability-redundant-member-init)
struct server_limits {
  /// Sessions that are there stay, also if they are more than the new limits allow. Of one address
  /// only those count that came while sessions_per_address_max was not 0.
  std::optional<std::size_t> sessions_max = {};
  std::optional<std::size_t> sessions_per_address_max = {};

  /// See the members of session_options with these names.
  std::optional<std::chrono::milliseconds> handshake_timeout = {};
  std::optional<std::chrono::milliseconds> message_timeout = {};
  std::optional<std::chrono::milliseconds> idle_timeout = {};
  std::optional<std::chrono::milliseconds> write_timeout = {};
  std::optional<std::chrono::milliseconds> close_timeout = {};
  std::optional<std::chrono::milliseconds> buffer_release_after = {};

  /// A rate that was off counts from the next bytes that come.
  std::optional<std::size_t> bytes_per_second_max = {};
  std::optional<std::size_t> messages_per_second_max = {};
};
// NOLINTEND(readability-redundant-member-init)

}  // namespace naru
