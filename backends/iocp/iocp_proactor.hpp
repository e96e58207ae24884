// iocp_proactor: the loop on a Windows I/O completion port.
//
// Requests lie in the operations of the callers, and completions leave the port in batches. Timers
// and posted work never reach the port. Apart from completions it only gets wakes, and the packets
// of queue, with which a socket lets others be served first.
#pragma once

#include <memory>

#include "iocp/winsock.hpp"
#include "system/system_proactor.hpp"

namespace naru::detail {

struct request;

/// Sets the system's clock tick to 1 ms instead of 15.6 ms while an object of this class lives. The
/// tick limits how exactly a wait can end. Since Windows 10 2004 this changes only the own process.
class fine_clock_tick {
 public:
  fine_clock_tick() noexcept;
  ~fine_clock_tick();
  fine_clock_tick(const fine_clock_tick&) = delete;
  fine_clock_tick& operator=(const fine_clock_tick&) = delete;
};

class iocp_proactor final : public system_proactor {
 public:
  explicit iocp_proactor(const proactor_options& options);
  ~iocp_proactor() override;

  [[nodiscard]] std::string_view backend() const noexcept override { return "iocp"; }
  stream_pointer make_stream() override;

  [[nodiscard]] const winsock_functions& winsock() const noexcept { return winsock_.functions(); }

  /// Ties a handle to this port, for the life of the handle.
  std::error_code associate(SOCKET handle) noexcept;
  /// Makes a handle that is tied queue no packet for requests that succeed at once. Returns false
  /// if a packet follows all the same.
  [[nodiscard]] bool skip_packets(SOCKET handle) noexcept;
  /// Posts a packet that completes `completed` without an error and with zero bytes. Returns false
  /// if the system is out of memory for it.
  [[nodiscard]] bool queue(request& completed) noexcept;

 private:
  new_listener make_listener(const listen_options& options) override;
  bool wait(duration timeout) override;
  void wake() noexcept override;

  winsock_session winsock_;
  fine_clock_tick tick_;
  HANDLE port_;
};

std::unique_ptr<proactor> make_iocp_proactor(const proactor_options& options);

}  // namespace naru::detail
