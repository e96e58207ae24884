// chores: what the programs of a run do beside their sessions: timers, serials, beats, channels,
// lookups, datagrams. Each tests itself.
#pragma once

#include <naru/callback.hpp>
#include <naru/channel.hpp>
#include <naru/every.hpp>
#include <naru/proactor.hpp>
#include <naru/result.hpp>
#include <naru/serial.hpp>
#include <naru/task.hpp>
#include <naru/task_scope.hpp>
#include <naru/timer.hpp>
#include <naru/udp_socket.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "scene.hpp"

namespace mix {

/// A timer that begins anew whenever it has expired.
class clockwork {
 public:
  clockwork(naru::proactor& owner, scene& in) : owner_(owner), scene_(in), timer_(owner) {
    start();
  }

  void stop() noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return !is_pending_; }

 private:
  void start();
  void on_expired(naru::io_result result);

  naru::proactor& owner_;
  scene& scene_;
  naru::timer timer_;
  naru::proactor::time_point due_;
  bool is_pending_ = false;
  bool is_starting_ = false;
  bool is_stopped_ = false;
  naru::member_callback expired_ = naru::bind<&clockwork::on_expired>(this);
};

/// Functions in a serial, and beats: in their order, and each once.
class serial_work {
 public:
  serial_work(naru::proactor& owner, scene& in);

  void stop() noexcept;
  [[nodiscard]] bool has_ended() const noexcept { return is_stopped_; }

 private:
  void on_beat(const naru::tick& now);
  void on_stopped(naru::io_result result);

  scene& scene_;
  const naru::proactor::duration period_;
  const naru::proactor::time_point began_;
  std::uint32_t posted_ = 0;
  std::uint32_t ran_ = 0;
  std::uint64_t beats_ = 0;
  bool is_stopped_ = false;
  naru::member_callback stopped_ = naru::bind<&serial_work::on_stopped>(this);
  naru::serial serial_;
  naru::ticker beat_;
};

/// Tasks of one host: a channel, lookups, datagrams that come back.
class errands {
 public:
  /// `hosts`: those that exist. `echo`: where datagrams come back.
  errands(naru::proactor& owner, scene& in, std::vector<naru::simulated_host*> hosts,
          const naru::endpoint& echo);

  void stop() noexcept { scope_.request_stop(); }
  [[nodiscard]] bool has_ended() const noexcept { return scope_.size() == 0; }
  void join();

 private:
  naru::task<> fill();
  naru::task<> drain();
  using answer = naru::result<std::vector<naru::endpoint>>;

  naru::task<> look_up();
  /// `wanted`: the host that was looked up, or null if nobody has the name.
  void check_answer(const naru::simulated_host* wanted, const answer& found);
  naru::task<> send_datagrams();

  scene& scene_;
  const std::vector<naru::simulated_host*> hosts_;
  const naru::endpoint echo_;
  naru::channel<std::uint32_t> values_;
  std::uint32_t put_ = 0;
  std::uint32_t taken_ = 0;
  naru::udp_socket socket_;
  naru::task_scope scope_;
};

/// Sends datagrams back.
class datagram_echo {
 public:
  static constexpr std::uint16_t port = 9'000;

  explicit datagram_echo(naru::proactor& owner);

  void stop() noexcept { scope_.request_stop(); }
  [[nodiscard]] bool has_ended() const noexcept { return scope_.size() == 0; }
  void join();

 private:
  naru::task<> serve();

  naru::udp_socket socket_;
  naru::task_scope scope_;
};

}  // namespace mix
