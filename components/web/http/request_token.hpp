// request_token: the secret that a server may ask of each request.
#pragma once

#include <string_view>

#include "web/http/request_head.hpp"

namespace naru::detail {

/// The field of an answer with 401.
inline constexpr std::string_view asks_for_token = "WWW-Authenticate: Bearer\r\n";

/// True if `token` is empty, or if the request has it: `Authorization: Bearer TOKEN`, or
/// `?token=TOKEN`. The time that this takes does not tell where the texts differ.
[[nodiscard]] bool has_token(const request_head& request, std::string_view token);

/// Throws std::invalid_argument unless `token` is visible ASCII, or empty.
void check_token(std::string_view token);

}  // namespace naru::detail
