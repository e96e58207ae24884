// connector: the work of a tcp_connector, built on nothing but the proactor's contract.
//
// Everything that is under way is an operation of its own, a part: the lookup, two timers, the
// attempts. The completion of each part moves the whole on. Once the result is decided, the other
// parts are cancelled, and the last of them to complete completes the caller's operation. So a
// part is always pending while the caller's operation is, and a proactor that cancels pending
// operations ends a connect too.
#pragma once

#include <naru/callback.hpp>
#include <naru/connect_options.hpp>
#include <naru/proactor.hpp>
#include <naru/resolver.hpp>
#include <naru/tcp_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

namespace naru::detail {

class connector {
 public:
  explicit connector(proactor& owner) : proactor_(owner), resolver_(owner) {}
  connector(const connector&) = delete;
  connector& operator=(const connector&) = delete;

  submission connect(std::string_view host, std::uint16_t port, tcp_stream& connected,
                     operation& op, const connect_options& options);
  submission connect(std::span<const endpoint> addresses, tcp_stream& connected, operation& op,
                     const connect_options& options);
  void cancel() noexcept;
  /// The owner goes: closes what is under way, and frees the connector now or with the last part.
  void release() noexcept;

 private:
  enum class stage : std::uint8_t {
    idle,
    trying,
    late,    // after a limit or a cancel; an attempt that has connected still wins
    ending,  // the result is decided
  };

  /// Holds the mutex, and keeps it alive until it is unlocked: the next thread that locks it may
  /// free the connector.
  class lock {
   public:
    explicit lock(const connector& all) : mutex_(all.mutex_), held_(*mutex_) {}
    void unlock() { held_.unlock(); }

   private:
    std::shared_ptr<std::mutex> mutex_;
    std::unique_lock<std::mutex> held_;
  };

  /// One attempt to connect.
  struct attempt {
    explicit attempt(connector& all) : whole(all), stream(all.proactor_) {}
    void on_connected(io_result result) { whole.attempt_done(*this, result.error); }

    connector& whole;
    tcp_stream stream;
    bool pending = false;
    member_callback connected = naru::bind<&attempt::on_connected>(this);
  };

  /// One of the timers.
  struct alarm {
    timer_entry entry;
    bool pending = false;
  };

  template <class Resolve>
  submission start(tcp_stream& connected, operation& op, const connect_options& options,
                   Resolve resolve);
  void on_resolved(io_result result);
  void on_delay_passed(io_result result);
  void on_timeout(io_result result);
  void attempt_done(attempt& done, const std::error_code& error);
  void part_done(lock& held) noexcept;

  // These need the lock.

  [[nodiscard]] std::error_code begin(tcp_stream& connected, operation& op,
                                      const connect_options& options);
  template <class Step>
  void step(Step next);
  void try_addresses();
  void go_on();
  void try_next();
  [[nodiscard]] attempt& free_attempt();
  void set(alarm& which, proactor::time_point when, operation& op);
  void note_failure(const std::error_code& error) noexcept;
  [[nodiscard]] bool undecided() const noexcept {
    return stage_ == stage::trying || stage_ == stage::late;
  }
  void give_up(const std::error_code& error) noexcept;
  void attempt_failed(const std::error_code& error);
  void stop_waiting() noexcept;
  void end(const std::error_code& error) noexcept;
  void hand_over() noexcept;

  // Guards the members below. Not a spin lock, because it is held while parts are started, which
  // allocates, asks for names and opens sockets.
  std::shared_ptr<std::mutex> mutex_ = std::make_shared<std::mutex>();
  proactor& proactor_;
  stage stage_ = stage::idle;
  bool released_ = false;
  unsigned parts_ = 0;     // started, and their completion functions not called yet
  unsigned attempts_ = 0;  // the attempts among them
  operation* op_ = nullptr;
  tcp_stream* connected_ = nullptr;
  connect_options options_;
  std::error_code error_;  // the result, or the result if nothing else comes
  attempt* winner_ = nullptr;
  std::vector<endpoint> addresses_;
  std::size_t next_ = 0;           // the first address that was not tried
  proactor::time_point next_due_;  // when that address is tried

  resolver resolver_;
  alarm delay_;
  alarm limit_;
  std::deque<attempt> slots_;  // as many as were ever needed at once
  member_callback resolved_ = naru::bind<&connector::on_resolved>(this);
  member_callback delay_passed_ = naru::bind<&connector::on_delay_passed>(this);
  member_callback timed_out_ = naru::bind<&connector::on_timeout>(this);
};

}  // namespace naru::detail
