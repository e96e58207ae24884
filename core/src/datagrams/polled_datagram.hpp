// polled_datagram: a datagram socket on a system that says when a socket is ready. The backend
// waits, and the transfers are the system's own calls, with many datagrams in a call if the system
// can do that.
//
// At most one wait for each direction is outstanding, however many operations are pending. When it
// ends, the operations are served in order, as long as the system has datagrams or room. A cancel
// of an operation asks the system once more and removes the operation from its row.
#pragma once

#include <array>
#include <cstdint>

#include "datagrams/datagram_base.hpp"

namespace naru::detail {

class polled_datagram : public datagram_base {
 protected:
  /// When a receive tries the system before it waits.
  enum class looks : std::uint8_t {
    /// Always. A try costs less than the wait that it may save.
    always,
    /// Only if the last try may have left something behind, or came() was called since. For a
    /// backend that is told of each datagram that comes.
    until_nothing_is_left,
  };

  polled_datagram(loop& owner, looks how, datagram_calls& calls = system_datagram_calls())
      : datagram_base(owner, calls), looks_(how) {}

  /// Needs the lock. Waits until the socket is ready, unless a wait for that is outstanding. Then
  /// the backend calls came, or send_more. Returns an error if it cannot wait.
  [[nodiscard]] virtual std::error_code wait_for(direction which) noexcept = 0;

  /// Needs the lock. There may be datagrams.
  void came() noexcept;

 private:
  std::optional<io_result> start_receive(operation& op,
                                         const receive_target& target) noexcept final;
  std::error_code wait_to_send() noexcept final { return wait_for(direction::send); }
  void look_again(direction which) noexcept final;
  void cancel_receive(operation& op) noexcept final;
  bool cancel_waiting_send() noexcept final { return false; }

  [[nodiscard]] bool receive_next() noexcept;
  [[nodiscard]] bool receive_singles() noexcept;
  [[nodiscard]] std::optional<io_result> try_receive(const receive_target& target) noexcept;
  [[nodiscard]] std::optional<io_result> receive_into(std::span<datagram> batch) noexcept;
  [[nodiscard]] std::optional<io_result> receive_coalesced(std::span<datagram> batch) noexcept;
  void complete_next_receive(const io_result& result) noexcept;
  [[nodiscard]] static receive_target& target_of(operation& op) noexcept;

  const looks looks_;
  bool worth_a_look_ = true;
};

}  // namespace naru::detail
