// listening_port: a port of a simulated host on which a listener waits, with the connections that
// nobody has accepted yet.
#pragma once

#include <naru/endpoint.hpp>

#include <cstddef>
#include <deque>
#include <memory>

#include "simulated/network_watcher.hpp"

namespace naru::detail {

class connection;

class listening_port {
 public:
  [[nodiscard]] bool is_full() const noexcept { return waiting.size() >= backlog; }

  endpoint local;
  bool takes_ipv4 = true;
  bool shares = false;
  std::size_t backlog = 0;
  std::deque<std::shared_ptr<connection>> waiting;
  network_watcher* watcher = nullptr;
};

}  // namespace naru::detail
