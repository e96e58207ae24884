// asio_datagram: a datagram socket on Asio, which only waits for it: the transfers are the system's
// own calls, many datagrams to a call where it can.
//
// At most one wait per direction is outstanding, however many operations are pending; when it ends,
// they are served in order for as long as the system has something. Cancelling an operation looks
// at the system once more, takes the operation out of its row, and does not concern Asio.
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
  /// What Asio keeps about one direction's wait.
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

  /// Until the socket is ready, or an earlier wait says so.
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
