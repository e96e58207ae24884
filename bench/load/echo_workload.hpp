// echo_workload: messages on connections that stay, a fixed number in flight on each. It goes as
// fast as replies come, or at a given rate. At a rate, a reply's time counts from when its message
// was due, so a server that stalls also pays for the messages that could not be sent meanwhile.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "link.hpp"
#include "lockstep.hpp"
#include "message_run.hpp"
#include "workload.hpp"

namespace bench {

class echo_workload final : public workload {
 public:
  explicit echo_workload(const options& chosen);

  [[nodiscard]] double least_share() const override;

 private:
  struct connection {
    std::unique_ptr<link> socket;
    std::deque<clock::time_point> due;  // of the messages that are out, in order
    std::size_t unsent = 0;             // bytes
    std::size_t send_position = 0;      // in what is sent
    std::size_t receive_position = 0;   // in what comes back
    std::size_t received = 0;           // bytes of the first message that is out
    std::uint64_t completed = 0;
  };

  void turn() override;
  [[nodiscard]] bool within_a_round() const override { return steps_ && under_way_ != 0; }
  void ask_all();
  [[nodiscard]] connection& active(std::size_t n) noexcept { return connections_[n * stride_]; }
  void send_what_is_due(clock::time_point now);
  void ask(connection& on, clock::time_point due);
  void push(connection& on);
  void receive(connection& on);

  const std::size_t in_flight_;
  const message_run sent_;
  const message_run returned_;
  const lockstep steps_;
  const clock::duration interval_;  // between two messages of all connections; zero: no rate
  clock::time_point next_;
  std::size_t turn_of_ = 0;
  std::vector<connection> connections_;
  std::size_t active_count_;   // the connections that ask are spread over all
  std::size_t stride_;         // from one of them to the next
  std::size_t under_way_ = 0;  // messages of all connections
  std::vector<std::byte> incoming_;
  epoll_set ready_;
};

}  // namespace bench
