// session_acceptor: the host of a server's sessions. It has the listener from which they come.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/server_base.hpp>
#include <naru/session/server_options.hpp>
#include <naru/tcp_listener.hpp>
#include <naru/tcp_stream.hpp>

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "session/session_host.hpp"
#include "session/transport.hpp"

namespace naru::detail {

class session_acceptor final : public session_host {
 public:
  session_acceptor(proactor& owner, const server_options& options, make_session make);

  void start();
  stop_start begin_stop(proactor::duration drain, operation& stopped) override;
  void abandon() noexcept override;

  submission stop_accepting(operation& ended) noexcept { return listener_.close(ended); }
  [[nodiscard]] naru::native_handle listening_handle() const noexcept {
    return listener_.native_handle();
  }
  [[nodiscard]] endpoint local_endpoint() const noexcept { return listener_.local_endpoint(); }

 private:
  /// One pending accept, which is started again when it completes.
  struct accepting {
    explicit accepting(session_acceptor& acceptor) : host(acceptor), stream(acceptor.owner()) {}

    void start() { host.listener_.accept(stream, accepted); }
    void on_accepted(io_result result) { host.on_accepted(*this, result); }

    session_acceptor& host;
    tcp_stream stream;
    member_callback accepted = naru::bind<&accepting::on_accepted>(this);
  };

  static constexpr std::size_t accepts_pending = 8;

  void on_accepted(accepting& slot, const io_result& result);
  void serve(transport connection);
  void report_refusal(const std::error_code& error) noexcept;
  void on_accept_ended();

  tcp_listener listener_;
  std::deque<accepting> accepting_;
  std::shared_ptr<session_host> kept_;  // set while accepts are pending; guarded by making_mutex_
  std::size_t accepts_left_ = 0;        // the number of pending accepts; guarded by making_mutex_
  std::atomic<bool> started_ = false;
  const proactor::duration report_interval_;
  std::atomic<proactor::time_point> next_report_;  // no failure is reported before this
};

}  // namespace naru::detail
