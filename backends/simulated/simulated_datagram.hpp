// simulated_datagram: a datagram socket of a simulated host. polled_datagram does the work; this is
// only told that something came.
#pragma once

#include <memory>

#include "datagrams/polled_datagram.hpp"
#include "simulated/listening_port.hpp"
#include "simulated/socket_table.hpp"

namespace naru::detail {

class simulated_proactor;

class simulated_datagram final : public polled_datagram, private network_watcher {
 public:
  explicit simulated_datagram(simulated_proactor& owner);

 private:
  std::error_code tie(naru::native_handle handle) noexcept override;
  std::error_code wait_for(direction which) noexcept override;
  void close_tied() noexcept override;
  void look() noexcept override;

  class turn;
  std::shared_ptr<turn> turn_;  // the event at which a send goes on
};

}  // namespace naru::detail
