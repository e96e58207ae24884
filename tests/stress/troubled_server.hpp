// troubled_server: the agreement between that test's server and its clients, which are another
// process.
#pragma once

#include "sessions.hpp"
#include "support.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>

#include "machine.hpp"

namespace stress {

/// A message that breaks the session that gets it.
inline constexpr std::string_view breaking = "break";
/// Followed by two numbers: the answers that came, and the connections that failed before theirs.
inline constexpr std::string_view result = "result ";

/// Runs that many clients for `time`, one half on each server. Of ten clients one breaks its
/// sessions, one resets its connections, and one sends half a message and stays silent. The others
/// expect an answer to each message, and connect again if their connection fails. At the end each
/// client reports its answers to the first server.
[[nodiscard]] second_process troubling_clients(std::string_view backend, const naru::endpoint& one,
                                               const naru::endpoint& other, std::size_t clients,
                                               std::chrono::seconds time);

}  // namespace stress
