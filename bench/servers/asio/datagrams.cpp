#include "../../burst.hpp"
#include "../scenarios.hpp"
#include "loops.hpp"

namespace bench {
namespace {

using udp = asio::ip::udp;

// Answers at once, without a trip through the queue: the socket takes the datagram, or drops it as
// UDP may.
class datagram_server {
 public:
  datagram_server(asio::io_context& context, const options& chosen, std::size_t answers)
      : answers_(answers),
        size_(chosen.buffer_size),
        socket_(context, udp::endpoint(asio::ip::address_v4::loopback(), 0)),
        buffer_(std::make_unique_for_overwrite<std::byte[]>(chosen.buffer_size)) {
    socket_.set_option(asio::socket_base::receive_buffer_size(4 << 20));
    socket_.non_blocking(true);
    receive();
  }

  [[nodiscard]] std::uint16_t port() const { return socket_.local_endpoint().port(); }

 private:
  void receive() {
    socket_.async_receive_from(asio::buffer(buffer_.get(), size_), source_,
                               [this](const asio::error_code& error, std::size_t bytes) {
                                 if (!error) answer(bytes);
                                 receive();
                               });
  }

  void answer(std::size_t bytes) {
    asio::error_code ignored;
    for (std::size_t i = 0; i < answers_; ++i) {
      socket_.send_to(asio::buffer(buffer_.get(), bytes), source_, 0, ignored);
    }
  }

  std::size_t answers_;
  std::size_t size_;
  asio::basic_datagram_socket<udp, executor> socket_;
  udp::endpoint source_;
  std::unique_ptr<std::byte[]> buffer_;
};

void serve(const options& chosen, std::size_t answers) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops all(chosen);
  const datagram_server server(all.first(), chosen, answers);
  announce(server.port());
  all.run();
}

}  // namespace

void serve_udp(const options& chosen) { serve(chosen, 1); }
void serve_burst(const options& chosen) { serve(chosen, burst); }

}  // namespace bench
