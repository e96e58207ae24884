// asio_datagram: a datagram socket on Asio. Asio only waits. The transfers are the system's own
// calls, with many datagrams in a call if the system can do that.
//
// At most one wait for each direction is outstanding, however many operations are pending. When it
// ends, the operations are served in order, as long as the system has datagrams or room. A cancel
// of an operation asks the system once more, removes the operation from its row, and does nothing
// in Asio.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "asio_fallback/convert.hpp"
#include "datagrams/datagram_base.hpp"

namespace naru::detail {

class asio_proactor;

class asio_datagram final : public datagram_base {
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
  std::optional<io_result> start_receive(operation& op,
                                         const receive_target& target) noexcept override;
  std::error_code wait_to_send() noexcept override { return wait<direction::send>(); }
  void look_again(direction which) noexcept override;
  void cancel_receive(operation& op) noexcept override;
  bool cancel_waiting_send() noexcept override { return false; }
  void close_tied() noexcept override;

  /// Starts a wait until the socket is ready, unless one is outstanding.
  template <direction Which>
  [[nodiscard]] std::error_code wait() noexcept;
  template <direction Which>
  static void wait_done(const wait_target<Which>& target, const std::error_code& error);
  void receive_more() noexcept;
  bool receive_next() noexcept;
  bool receive_singles() noexcept;
  [[nodiscard]] std::optional<io_result> try_receive(const receive_target& target) noexcept;
  void complete_next_receive(const io_result& result) noexcept;
  [[nodiscard]] static receive_target& target_of(operation& op) noexcept;

  [[nodiscard]] waiting& waiting_for(direction which) noexcept {
    return which == direction::receive ? receive_wait_ : send_wait_;
  }

  std::optional<udp_socket_type> socket_;
  waiting receive_wait_;
  waiting send_wait_;
};

}  // namespace naru::detail
