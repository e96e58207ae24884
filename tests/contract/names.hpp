// Helpers that the tests of names share.
#pragma once

#include <naru/error.hpp>

#include "support.hpp"

#include <vector>

namespace contract {

using endpoints = std::vector<naru::endpoint>;

/// The errors that a system may report for an unknown name. They depend on whether there is a name
/// service to ask.
[[nodiscard]] inline bool is_unknown_host(const std::error_code& error) noexcept {
  return error == naru::error::host_not_found || error == naru::error::try_again ||
         error == naru::error::lookup_failed;
}

/// Looks a name up, with port 80, and runs until that is done.
[[nodiscard]] inline naru::io_result resolve(
    naru::proactor& proactor, naru::resolver& resolver, std::string_view host, endpoints& found,
    naru::address_family family = naru::address_family::any) {
  return finish(proactor, [&](naru::operation& op) {
    return resolver.resolve(host, 80, found, op, {family});
  });
}

}  // namespace contract
