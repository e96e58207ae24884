// service: a server of one run, whatever its framing.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/server_options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "scene.hpp"

namespace mix {

enum class framing_kind : std::uint8_t {
  four_byte_lengths,
  two_byte_lengths,
  packets,
  lines,
  crlf_lines,
  raw
};
inline constexpr std::size_t framing_kinds = 6;

struct service_plan {
  unsigned number = 0;
  framing_kind framing{};
  bool is_coroutine = false;
  bool has_relay = false;      // its players come through a relay, by the PROXY protocol
  std::uint16_t port = 0;      // on which it listens
  std::uint16_t entrance = 0;  // to which players connect
  naru::server_options options;
};

[[nodiscard]] service_plan draw_service(scene& in, unsigned number);
/// The limits of sessions, as chance decides. For those of clients, without rates.
[[nodiscard]] naru::session_options draw_session_options(scene& in, framing_kind framing,
                                                         bool of_server);

class service {
 public:
  service() = default;
  service(const service&) = delete;
  service& operator=(const service&) = delete;
  virtual ~service() = default;

  virtual void stop(naru::proactor::duration drain) = 0;
  [[nodiscard]] virtual bool is_stopping() const noexcept = 0;
  [[nodiscard]] virtual bool is_stopped() const noexcept = 0;
  /// True if it may be destroyed before it has stopped.
  [[nodiscard]] virtual bool may_be_abandoned() const noexcept = 0;
  /// Tests what holds at any time. The second one takes longer.
  virtual void check() = 0;
  virtual void check_thoroughly() = 0;
  /// Tests what holds once it has stopped.
  virtual void check_end() = 0;
  /// Does what others do with the server and its sessions: sends to all, closes one, changes
  /// limits.
  virtual void disturb() = 0;
};

/// Listens and accepts. Throws what naru::server throws.
[[nodiscard]] std::unique_ptr<service> make_service(naru::proactor& owner, scene& in,
                                                    const service_plan& plan);

}  // namespace mix
