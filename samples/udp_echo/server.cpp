#include "server.hpp"

#include <naru/callback.hpp>

#include <latch>

namespace samples {
namespace {

// Room for a burst that comes while every batch is on its way back. The system may give less.
constexpr std::size_t receive_buffer_size = 4 * 1024 * 1024;

naru::udp_options options() {
  naru::udp_options chosen;
  chosen.receive_buffer_size = receive_buffer_size;
  return chosen;
}

}  // namespace

udp_server::udp_server(naru::proactor& owner, const naru::endpoint& local)
    : socket_(owner, local, options()) {
  for (std::size_t i = 0; i < batches; ++i) batches_.emplace_back(socket_);
}

void udp_server::start() {
  for (echo_batch& each : batches_) each.receive();
}

udp_totals udp_server::stop() {
  std::latch quiet(1);
  naru::callback closed([&quiet](naru::io_result) { quiet.count_down(); });
  socket_.close(closed);
  quiet.wait();
  udp_totals sum;
  for (const echo_batch& each : batches_) sum += each.counted();
  return sum;
}

}  // namespace samples
