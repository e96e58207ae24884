// udp_server: sends back every datagram, in batches.
//
// Several receives are pending at a time, each for a batch. So while one batch is on its way back,
// the next datagrams have a place, and several threads have work.
#pragma once

#include <naru/udp_socket.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

#include "echo_batch.hpp"

namespace samples {

class udp_server {
 public:
  /// Binds; throws std::system_error if that fails.
  udp_server(naru::proactor& owner, const naru::endpoint& local);

  [[nodiscard]] naru::endpoint local_endpoint() const { return socket_.local_endpoint(); }

  /// Begins to receive. From here on until stop has returned the proactor must run.
  void start();
  /// Ends everything and returns the totals. Not from a completion function.
  udp_totals stop();

 private:
  static constexpr std::size_t batches = 4;

  naru::udp_socket socket_;
  std::deque<echo_batch> batches_;
};

}  // namespace samples
