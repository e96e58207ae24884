// session_acceptor: the host of a server's sessions. It has the listeners from which they come, one
// for each address, and the connections whose transport has not finished its handshake yet.
#pragma once

#include <naru/callback.hpp>
#include <naru/deadline.hpp>
#include <naru/detail/server_base.hpp>
#include <naru/session/server_options.hpp>
#include <naru/tcp_listener.hpp>
#include <naru/tcp_stream.hpp>
#include <naru/transport.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <vector>

#include "session/session_host.hpp"
#include "session/session_transport.hpp"

namespace naru::detail {

class session_acceptor final : public session_host {
 public:
  session_acceptor(proactor& owner, const server_options& options, make_session make);

  void start();
  stop_start begin_stop(proactor::duration drain, operation& stopped) override;
  void abandon() noexcept override;

  submission stop_accepting(operation& ended) noexcept;
  /// Of the first place.
  [[nodiscard]] naru::native_handle listening_handle() const noexcept;
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] std::vector<endpoint> local_endpoints() const;

 private:
  struct place;

  /// One pending accept, which is started again when it completes.
  struct accepting {
    explicit accepting(place& of) : at(of), stream(of.host.owner()) {}

    void start() { at.listener.accept(stream, accepted); }
    void on_accepted(io_result result) { at.host.on_accepted(*this, result); }

    place& at;
    tcp_stream stream;
    member_callback accepted = naru::bind<&accepting::on_accepted>(this);
  };

  /// One address on which the server listens.
  struct place {
    place(session_acceptor& of, const naru::transport& through);
    void on_closed(io_result) { host.on_place_ended(); }

    session_acceptor& host;
    tcp_listener listener;
    const naru::transport through;
    std::deque<accepting> slots;
    member_callback closed = naru::bind<&place::on_closed>(this);
  };

  /// The other end of a handshake. Its address may be gone later, so it is kept.
  struct shaking_peer {
    endpoint address;
    address_limit::entry counted = address_limit::entry::uncounted;
  };

  /// A connection whose transport has begun its handshake, or has failed in it and lingers.
  struct handshaking {
    handshaking(session_acceptor& of, tcp_stream&& accepted, const shaking_peer& from);
    void on_ended(io_result result) { kept->on_handshake_ended(*this, result.error); }
    void on_lingered(io_result) { kept->end_lingering(*this); }
    /// Limits `op`, and puts the operation to start into its place. 0 is no limit.
    std::error_code limit_to(std::chrono::milliseconds time, operation*& op);

    const std::shared_ptr<session_acceptor> kept;
    tcp_stream stream;
    const shaking_peer peer;
    deadline limit;
    std::list<handshaking>::iterator self;
    member_callback ended = naru::bind<&handshaking::on_ended>(this);
    member_callback lingered = naru::bind<&handshaking::on_lingered>(this);
  };

  static constexpr std::size_t accepts_pending = 8;  // of each place

  void listen(const server_options& options);
  void on_accepted(accepting& slot, const io_result& result);
  void serve(session_transport connection);
  void report_refusal(const std::error_code& error) noexcept;
  void on_accept_ended();

  void welcome(const place& at, tcp_stream&& accepted);
  void begin_handshake(const place& at, tcp_stream&& accepted);
  [[nodiscard]] std::optional<refusal> reserve_handshake(shaking_peer& peer);
  [[nodiscard]] handshaking& add_handshake(tcp_stream&& accepted, const shaking_peer& peer);
  void free_handshake(const shaking_peer& peer) noexcept;
  void leave_handshake(const shaking_peer& peer) noexcept;
  void on_handshake_ended(handshaking& done, const std::error_code& error);
  [[nodiscard]] bool reserve_lingering();
  void linger(handshaking& failed) noexcept;
  void end_lingering(handshaking& done) noexcept;
  [[nodiscard]] tcp_stream take_stream(handshaking& done) noexcept;
  void tell_failed_handshake(const endpoint& peer, const std::error_code& error) noexcept;
  void end_handshakes() noexcept;
  void on_place_ended();
  void on_ends_changed(std::unique_lock<std::mutex> lock);

  std::deque<place> places_;
  const std::size_t handshakes_max_;
  std::shared_ptr<session_host> kept_;  // set while accepts are pending; guarded by making_mutex_
  std::size_t accepts_left_ = 0;        // the number of pending accepts; guarded by making_mutex_
  std::atomic<bool> started_ = false;
  const proactor::duration report_interval_;
  std::atomic<proactor::time_point> next_report_;  // no failure is reported before this

  std::mutex handshakes_mutex_;  // guards the members below
  std::list<handshaking> handshakes_;
  std::size_t handshakes_left_ = 0;  // with those that have ended and have no session yet
  std::size_t lingering_ = 0;        // the connections whose handshake has failed; not among those
  std::size_t places_left_ = 0;      // the places that stop_accepting closes
  operation* accepting_ended_ = nullptr;
  bool stops_accepting_ = false;
  std::shared_ptr<session_host> kept_for_end_;  // until accepting_ended_ completes
};

}  // namespace naru::detail
