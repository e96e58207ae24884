// server_part: the part of an update that tells of servers and of their sessions.
#pragma once

#include <naru/detail/session_owner.hpp>
#include <naru/session/session_options.hpp>
#include <naru/session/session_state.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

#include "watch/json_writer.hpp"
#include "watch/suffering.hpp"

namespace naru::detail {

class server_part {
 public:
  /// At most that many sessions of all servers together are written one by one.
  explicit server_part(std::size_t sessions_max) : sessions_max_(sessions_max) {}

  void add(std::string_view name, const session_owner& server);
  /// Writes the fields "servers", "columns" and "sessions".
  void write(json_writer& to);

 private:
  struct place {
    std::size_t server;
    std::size_t session;
    suffering how;
  };

  void write_session(json_writer& to, const place& at) const;

  const std::size_t sessions_max_;
  std::vector<std::vector<session_state>> sessions_;  // of each server
  std::vector<place> places_;                         // of all sessions
  json_writer servers_;
};

}  // namespace naru::detail
