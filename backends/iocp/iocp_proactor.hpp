// iocp_proactor: the loop on a Windows I/O completion port.
//
// Requests live in the callers' operations; completions leave the port in batches; timers and
// posted work never reach it. The port's only other packets are wakes.
#pragma once

#include <memory>

#include "iocp/winsock.hpp"
#include "system/system_proactor.hpp"

namespace naru::detail {

struct request;

/// The system's clock tick, which bounds how exactly a wait can end: 1 ms instead of 15.6 while one
/// lives. Since Windows 10 2004 it concerns this process alone.
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

  /// Ties a handle to this port, for its life.
  std::error_code associate(SOCKET handle) noexcept;
  /// Has requests on an associated handle that succeed at once queue no packet. False where a
  /// packet follows all the same.
  [[nodiscard]] bool skip_packets(SOCKET handle) noexcept;
  /// Has a request of the program's own making complete, without error and with zero bytes.
  [[nodiscard]] bool queue(request& completed) noexcept;

 private:
  new_listener make_listener(const listen_options& options) override;
  new_datagram make_datagram() override;
  bool wait(duration timeout) override;
  void wake() noexcept override;

  winsock_session winsock_;
  fine_clock_tick tick_;
  HANDLE port_;
};

std::unique_ptr<proactor> make_iocp_proactor(const proactor_options& options);

}  // namespace naru::detail
