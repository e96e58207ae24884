// system_proactor: the base of the backends that run on an operating system. It is a loop whose
// lookups and signals are those of the system, and whose sockets are opened with the system's own
// calls.
#pragma once

#include <memory>

#include "datagrams/datagram_base.hpp"
#include "loop/loop.hpp"
#include "sockets/listener_base.hpp"

namespace naru::detail {

class system_proactor : public loop {
 public:
  using loop::loop;

  listener_pointer listen(const endpoint& local, const listen_options& options,
                          std::error_code& error) final;
  listener_pointer listen(const unix_endpoint& local, const listen_options& options,
                          path_removal removal, std::error_code& error) final;
  datagram_pointer open_datagram(const endpoint& local, const udp_options& options,
                                 std::error_code& error) final;
  resolver_pointer make_resolver() final;
  signal_pointer watch_signals(std::span<const signal_kind> kinds, std::error_code& error) final;

 protected:
  using new_listener = std::unique_ptr<listener_base, release_socket>;
  using new_datagram = std::unique_ptr<datagram_base, release_socket>;

  // These make the backend's sockets, which are not open yet. Like make_stream they throw
  // std::bad_alloc.

  virtual new_listener make_listener(const listen_options& options) = 0;
  virtual new_datagram make_datagram() = 0;
};

}  // namespace naru::detail
