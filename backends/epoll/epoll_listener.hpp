// epoll_listener: accepts connections on epoll. polled_listener does the work; this only waits.
#pragma once

#include "epoll/event_watch.hpp"
#include "system/posix/polled_listener.hpp"

namespace naru::detail {

class epoll_proactor;

class epoll_listener final : public polled_listener, private event_target {
 public:
  epoll_listener(epoll_proactor& owner, const listen_options& options);

 private:
  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void wait_for_next() noexcept override {}  // the next connection is an event
  void close_acceptor() noexcept override;
  void close_handle() noexcept override;
  void ready(std::uint32_t events, place_lock& place) noexcept override;

  event_watch watch_;
};

}  // namespace naru::detail
