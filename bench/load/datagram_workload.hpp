// datagram_workload: datagrams from many peers, a fixed number of each in flight, which the server
// sends back one by one; or, as bursts, one request of a single peer that the server answers with
// many.
#pragma once

#include <sys/socket.h>

#include <array>
#include <vector>

#include "lockstep.hpp"
#include "workload.hpp"

namespace bench {

class datagram_workload final : public workload {
 public:
  /// A request brings `answers` datagrams.
  datagram_workload(const options& chosen, std::size_t answers);

 private:
  static constexpr std::size_t batch_max = 64;

  struct peer {
    descriptor socket;
    std::size_t expected = 0;  // datagrams
    clock::time_point asked;
  };

  void turn() override;
  [[nodiscard]] bool within_a_round() const override { return steps_ && under_way_ != 0; }
  void ask_all();
  void ask(peer& who, std::size_t requests);
  std::size_t receive(peer& who);
  void give_up_on_the_lost();

  const std::size_t answers_;
  const std::size_t in_flight_;
  const lockstep steps_;
  std::vector<peer> peers_;
  std::vector<std::byte> message_;
  std::vector<std::byte> incoming_;
  iovec outgoing_part_{};
  std::array<iovec, batch_max> parts_{};
  std::array<mmsghdr, batch_max> requests_{};
  std::array<mmsghdr, batch_max> received_{};
  std::size_t under_way_ = 0;  // datagrams that are expected, of all peers
  clock::time_point last_progress_;
  epoll_set ready_;
};

}  // namespace bench
