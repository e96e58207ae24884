#include <array>
#include <memory>
#include <span>

#include "../../burst.hpp"
#include "../scenarios.hpp"
#include "loops.hpp"

namespace bench {
namespace {

constexpr std::size_t batch_max = naru::udp_socket::batch_max;

// Receives the datagrams that are there, answers all of them, and goes on.
class datagram_server {
 public:
  datagram_server(naru::proactor& owner, const options& chosen, std::size_t answers)
      : answers_(answers),
        socket_(owner, {naru::address::loopback_v4(), 0},
                {.receive_buffer_size = std::size_t{4} << 20U}),
        storage_(std::make_unique_for_overwrite<std::byte[]>(batch_max * chosen.buffer_size)),
        outgoing_(std::make_unique<naru::outgoing_datagram[]>(batch_max * answers)) {
    for (std::size_t i = 0; i < batch_max; ++i) {
      incoming_[i].buffer = {storage_.get() + i * chosen.buffer_size, chosen.buffer_size};
    }
    receive();
  }

  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }

 private:
  void receive() { socket_.receive_batch(incoming_, received_); }

  void on_received(naru::io_result result) {
    if (result.error) return receive();
    std::size_t count = 0;
    for (const naru::datagram& each : std::span(incoming_).first(result.bytes)) {
      for (std::size_t i = 0; i < answers_; ++i) outgoing_[count++] = {each.payload(), each.source};
    }
    socket_.send_batch({outgoing_.get(), count}, sent_);
  }

  void on_sent(naru::io_result) { receive(); }

  std::size_t answers_;
  naru::udp_socket socket_;
  std::unique_ptr<std::byte[]> storage_;
  std::array<naru::datagram, batch_max> incoming_;
  std::unique_ptr<naru::outgoing_datagram[]> outgoing_;
  naru::member_callback received_ = naru::bind<&datagram_server::on_received>(this);
  naru::member_callback sent_ = naru::bind<&datagram_server::on_sent>(this);
};

void serve(const options& chosen, std::size_t answers) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops all(chosen);
  datagram_server server(all.first(), chosen, answers);
  announce(server.port());
  all.run();
}

}  // namespace

void serve_udp(const options& chosen) { serve(chosen, 1); }
void serve_burst(const options& chosen) { serve(chosen, burst); }

}  // namespace bench
