// server_options: where a server listens, and its limits. Every limit has its default here or in
// session_options.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/session/session_options.hpp>

#include <cstddef>

namespace naru {

struct server_options {
  /// Port 0 lets the system choose: see server_base::local_endpoint.
  endpoint address;
  listen_options listening = {};
  /// For each session.
  session_options sessions = {};
  /// Connections beyond are reset as soon as they are accepted: 1 to 1,048,576.
  std::size_t sessions_max = 65'536;
  /// The same for those of one address, as a proxy tells it where one is required; 0: as many.
  std::size_t sessions_per_address_max = 0;
};

}  // namespace naru
