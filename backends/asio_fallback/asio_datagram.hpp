// asio_datagram: a datagram socket on Asio. polled_datagram does the work; Asio only waits.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "asio_fallback/convert.hpp"
#include "datagrams/make_datagram.hpp"
#include "datagrams/polled_datagram.hpp"

namespace naru::detail {

class asio_proactor;

class asio_datagram final : public polled_datagram {
 public:
  explicit asio_datagram(asio_proactor& owner);
  ~asio_datagram() override;

 private:
  /// The state of the wait for one direction.
  struct waiting {
    bool outstanding = false;
    alignas(void*) std::array<std::byte, 256> storage;
  };
  template <direction Which>
  struct wait_target;

  std::error_code tie(naru::native_handle handle) noexcept override;
  std::error_code wait_for(direction which) noexcept override;
  void close_tied() noexcept override;

  /// Starts a wait until the socket is ready, unless one is outstanding.
  template <direction Which>
  [[nodiscard]] std::error_code wait() noexcept;
  template <direction Which>
  static void wait_done(const wait_target<Which>& target, const std::error_code& error);

  [[nodiscard]] waiting& waiting_for(direction which) noexcept {
    return which == direction::receive ? receive_wait_ : send_wait_;
  }

  std::optional<udp_socket_type> socket_;
  waiting receive_wait_;
  waiting send_wait_;
};

new_datagram make_asio_datagram(loop& owner);

}  // namespace naru::detail
