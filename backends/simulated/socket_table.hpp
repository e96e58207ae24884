// socket_table: the sockets of a simulated world by their handles. A handle is a number that means
// nothing outside of its world.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/native_handle.hpp>

#include <cassert>
#include <cstddef>
#include <memory>
#include <vector>

#include "simulated/connection.hpp"
#include "simulated/datagram_port.hpp"
#include "simulated/listening_port.hpp"
#include "simulated/port_range.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {

/// A socket as its system sees it. At most one of the three parts is there.
struct system_socket {
  network_host* host = nullptr;
  socket_family family = socket_family::v4;
  endpoint local;  // once bound
  held_port port;  // none of an accepted connection, which shares that of its listener
  std::unique_ptr<listening_port> listener;
  std::unique_ptr<datagram_port> datagrams;
  std::shared_ptr<connection> wire;
  side me = side::client;
};

class socket_table {
 public:
  /// May throw std::bad_alloc. Then the caller still has the socket.
  [[nodiscard]] native_handle add(std::unique_ptr<system_socket>&& made) {
    network_host& host = *made->host;
    if (free_.empty()) {
      free_.reserve(sockets_.size() + 1);
      sockets_.push_back(std::move(made));
      ++host.handles;
      return static_cast<native_handle>(sockets_.size());
    }
    const std::size_t place = free_.back();
    free_.pop_back();
    sockets_[place] = std::move(made);
    ++host.handles;
    return static_cast<native_handle>(place + 1);
  }
  /// Null if there is no such socket.
  [[nodiscard]] system_socket* find(native_handle handle) const noexcept {
    const auto place = static_cast<std::size_t>(handle) - 1;
    return handle != no_handle && place < sockets_.size() ? sockets_[place].get() : nullptr;
  }
  /// Resets the connections between those two hosts.
  void reset(const network_host& one, const network_host& another) const {
    for (const auto& each : sockets_) {
      if (each && each->wire && each->wire->is_between(one, another)) each->wire->reset();
    }
  }
  void remove(native_handle handle) noexcept {
    assert(find(handle) != nullptr);
    const auto place = static_cast<std::size_t>(handle) - 1;
    --sockets_[place]->host->handles;
    sockets_[place].reset();
    free_.push_back(place);  // has room
  }

 private:
  std::vector<std::unique_ptr<system_socket>> sockets_;
  std::vector<std::size_t> free_;
};

}  // namespace naru::detail
