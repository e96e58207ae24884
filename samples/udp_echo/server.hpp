// udp_server: sends back every datagram, in batches.
//
// Several receives are pending at a time, each for a batch, so that while one batch is on its way
// back the next datagrams have somewhere to go, and several threads have work.
#pragma once

#include <naru/udp_socket.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

#include "echo_batch.hpp"

namespace samples {

class udp_server {
 public:
  /// Bound; throws std::system_error where that fails.
  udp_server(naru::proactor& owner, const naru::endpoint& local);

  [[nodiscard]] naru::endpoint local_endpoint() const { return socket_.local_endpoint(); }

  /// Begins to receive. From here on until stop has returned the proactor must run.
  void start();
  /// Ends everything and says what there was. Not from a completion function.
  udp_totals stop();

 private:
  static constexpr std::size_t batches = 4;

  naru::udp_socket socket_;
  std::deque<echo_batch> batches_;
};

}  // namespace samples
