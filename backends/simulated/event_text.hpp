// event_text: recorded events in words, which all kinds of files share.
#pragma once

#include <string>

#include "simulated/recorded_event.hpp"

namespace naru::detail {

class network;

/// The name of a host, in characters that can be read. "nobody" if it is not there.
[[nodiscard]] std::string name_of(unsigned host, const network& net);

/// "block player -> server begins", "stall server for 6s".
[[nodiscard]] std::string text_of(const recorded_fault& fault, const network& net);
/// "connect fails on player: Connection refused".
[[nodiscard]] std::string text_of(const recorded_failure& failure, const network& net);
/// "player asked for server.example: 10.0.0.1".
[[nodiscard]] std::string text_of(const recorded_lookup& lookup, const network& net);
/// "mark: player 17 logged in".
[[nodiscard]] std::string text_of(const recorded_mark& mark, const network& net);

}  // namespace naru::detail
