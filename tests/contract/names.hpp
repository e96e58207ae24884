// What the tests of names share.
#pragma once

#include <naru/error.hpp>

#include "support.hpp"

#include <vector>

namespace contract {

using endpoints = std::vector<naru::endpoint>;

/// What a system may say of a name that nobody knows: that depends on whether there is a name
/// service to ask.
[[nodiscard]] inline bool is_unknown_host(const std::error_code& error) noexcept {
  return error == naru::error::host_not_found || error == naru::error::try_again ||
         error == naru::error::lookup_failed;
}

/// Looks up and runs until that is done; port 80.
[[nodiscard]] inline naru::io_result resolve(
    naru::proactor& proactor, naru::resolver& resolver, std::string_view host, endpoints& found,
    naru::address_family family = naru::address_family::any) {
  return finish(proactor, [&](naru::operation& op) {
    return resolver.resolve(host, 80, found, op, {family});
  });
}

}  // namespace contract
