// iocp_datagram: a datagram socket on a completion port.
//
// Every pending receive is an overlapped request of its own, so that the system can hold several at
// once. A batch has one request. When it has completed, calls without OVERLAPPED fill the rest of
// the batch until they would block. That needs as many calls as overlapped requests would, and one
// packet instead of one for each datagram. Sends are tried without OVERLAPPED too. The first send
// that would block becomes an overlapped request, and the others wait behind it.
//
// FILE_SKIP_COMPLETION_PORT_ON_SUCCESS is not set. With it one could not be sure whether a
// truncated datagram that is there at once queues a packet. So a packet follows whenever the call
// succeeds, is pending, or reports WSAEMSGSIZE for a receive.
#pragma once

#include "datagrams/datagram_base.hpp"
#include "datagrams/make_datagram.hpp"
#include "iocp/request.hpp"

namespace naru::detail {

class iocp_proactor;

class iocp_datagram final : public datagram_base {
 public:
  explicit iocp_datagram(iocp_proactor& owner);
  ~iocp_datagram() override;

 private:
  struct receive_request;

  /// The request of the first send in the row, for which the system is waiting.
  struct waiting_send : request {
    explicit waiting_send(iocp_datagram& owner) noexcept : request(&send_done), socket(owner) {}

    iocp_datagram& socket;
    native_address target;
    bool outstanding = false;
    bool only_turn = false;  // no datagram was given to the system; the packet is the next turn
    bool cancelled = false;
  };

  static void receive_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void send_done(request& native, std::size_t bytes, const std::error_code& error) noexcept;

  std::error_code tie(naru::native_handle handle) noexcept override;
  std::optional<io_result> start_receive(operation& op,
                                         const receive_target& target) noexcept override;
  std::error_code wait_to_send() noexcept override;
  void cancel_receive(operation& op) noexcept override;
  bool cancel_waiting_send() noexcept override;
  void close_tied() noexcept override;

  std::error_code ask(receive_request& native) noexcept;
  std::error_code wait_for_turn(receive_request& native) noexcept;
  std::optional<io_result> received(receive_request& native, std::size_t bytes,
                                    const std::error_code& error) noexcept;
  bool wait_for_turn() noexcept;
  std::error_code ask_to_send(send_request& next) noexcept;
  void sent(std::size_t bytes, const std::error_code& error) noexcept;

  [[nodiscard]] SOCKET socket() const noexcept { return static_cast<SOCKET>(handle_); }
  [[nodiscard]] HANDLE file() const noexcept { return reinterpret_cast<HANDLE>(handle_); }

  waiting_send waiting_{*this};
};

new_datagram make_iocp_datagram(loop& owner);

}  // namespace naru::detail
