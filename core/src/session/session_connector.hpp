// session_connector: the host of a client's session. It connects, and connects again when the
// session ends or an attempt fails. The handshake of its transport is part of the attempt.
#pragma once

#include <naru/callback.hpp>
#include <naru/deadline.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/session/client_options.hpp>
#include <naru/tcp_connector.hpp>
#include <naru/tcp_stream.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "session/back_off.hpp"
#include "session/session_host.hpp"
#include "session/session_transport.hpp"

namespace naru::detail {

class session_connector final : public session_host {
 public:
  session_connector(proactor& owner, const client_options& options, make_session make);

  void start();
  stop_start begin_stop(proactor::duration drain, operation& stopped) override;
  void abandon() noexcept override;
  void on_session_ended(close_reason reason, std::uint32_t code) noexcept override;

 private:
  void connect();
  void on_connected(io_result result);
  void begin_handshake();
  [[nodiscard]] operation& limited_handshake();
  void on_handshake_ended(io_result result);
  void give_attempt_up(const std::error_code& error);
  void begin_session();
  void serve(session_transport connection);
  void on_failed(const std::error_code& error);
  void tell(const attempt_failure& failure);
  void try_again_after(proactor::duration delay) noexcept;
  void on_waited(io_result result);
  void cancel() noexcept;
  void leave() noexcept;

  const client_options options_;
  tcp_connector connector_;
  tcp_stream stream_;
  back_off back_off_;           // used by one thing at a time: an attempt, a wait or a session
  proactor::time_point began_;  // the time at which the attempt or the session began
  deadline handshake_limit_;
  timer_entry entry_;  // not a naru::timer, which must not outlive the proactor
  member_callback connected_ = naru::bind<&session_connector::on_connected>(this);
  member_callback handshake_ended_ = naru::bind<&session_connector::on_handshake_ended>(this);
  member_callback waited_ = naru::bind<&session_connector::on_waited>(this);
  std::atomic<bool> started_ = false;
  std::mutex handshake_mutex_;          // guards the flag below
  bool shakes_hands_ = false;           // a stop may cancel what is pending on stream_
  std::shared_ptr<session_host> kept_;  // until nothing more happens; guarded by making_mutex_
};

}  // namespace naru::detail
