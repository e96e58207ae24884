// iocp_listener: accepts connections with several AcceptEx requests outstanding at all times, so
// that a burst of connections does not wait for the program.
//
// Each slot has one request. A slot is idle, asked (a packet will come), filled (its connection
// waits for an accept) or emptied (its connection was handed over before its packet was processed).
// The slot that was filled first is handed over first, and then it asks again. An emptied slot asks
// again when its packet comes.
#pragma once

#include <cstdint>
#include <vector>

#include "iocp/request.hpp"
#include "sockets/listener_base.hpp"

namespace naru::detail {

class iocp_proactor;

class iocp_listener final : public listener_base {
 public:
  iocp_listener(iocp_proactor& owner, const listen_options& options);
  ~iocp_listener() override;

 private:
  struct slot;

  static void accept_done(request& native, std::size_t bytes,
                          const std::error_code& error) noexcept;

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void accept_more() noexcept override;
  void look_again() noexcept override;
  void close_acceptor() noexcept override;
  std::error_code ask(slot& idle) noexcept;
  std::error_code ask_once(slot& idle) noexcept;
  std::error_code wait_for_turn(slot& idle) noexcept;
  void pause_if_idle(const std::error_code& error) noexcept;
  void fill(slot& asked) noexcept;
  void empty(slot& filled) noexcept;
  [[nodiscard]] slot* first_filled() noexcept;
  void hand_over(slot& filled) noexcept;
  [[nodiscard]] bool update_context(const slot& filled) const noexcept;
  void deliver_from(slot& filled, const endpoint& peer) noexcept;
  [[nodiscard]] endpoint peer_of(slot& filled) const noexcept;

  [[nodiscard]] SOCKET socket() const noexcept { return static_cast<SOCKET>(handle_); }

  iocp_proactor& proactor_;
  std::vector<slot> slots_;
  bool skips_ = false;          // a request that succeeds at once queues no packet
  std::uint64_t arrivals_ = 0;  // connections that have stood in slots
};

}  // namespace naru::detail
