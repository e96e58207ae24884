// epoll_datagram: a datagram socket on epoll. polled_datagram does the work; this only waits.
#pragma once

#include "datagrams/make_datagram.hpp"
#include "datagrams/polled_datagram.hpp"
#include "epoll/event_watch.hpp"

namespace naru::detail {

class epoll_proactor;

class epoll_datagram final : public polled_datagram, private event_target {
 public:
  explicit epoll_datagram(epoll_proactor& owner);

 private:
  std::error_code tie(naru::native_handle handle) noexcept override;
  std::error_code wait_for(direction which) noexcept override;
  void close_tied() noexcept override;
  void close_handle() noexcept override;
  void ready(std::uint32_t events, place_lock& place) noexcept override;

  event_watch watch_;
  naru::native_handle closing_handle_ = no_handle;
};

new_datagram make_epoll_datagram(loop& owner);

}  // namespace naru::detail
