// The negotiation of permessage-deflate: RFC 7692, section 7.1. Whatever is agreed on, each message
// is compressed for itself, in both directions.
#pragma once

#include <optional>
#include <string>

#include "web/http/header_fields.hpp"

namespace naru::detail {

inline constexpr int window_bits_max = 15;

/// What both ends have agreed on.
struct deflate_agreement {
  int server_window_bits = window_bits_max;  // of what the server sends
  bool is_limited = false;                   // the client asked for that number
};

/// For a server: the first offer in the fields that it can take, if there is one.
[[nodiscard]] std::optional<deflate_agreement> choose_deflate_offer(const header_fields& fields);
/// The value of the field with which the server takes the offer.
[[nodiscard]] std::string deflate_answer(const deflate_agreement& agreement);

/// The value of the field with which a client offers it.
[[nodiscard]] std::string deflate_offer();
/// For a client: true if the fields take that offer and nothing else.
[[nodiscard]] bool is_deflate_answer(const header_fields& fields);

}  // namespace naru::detail
