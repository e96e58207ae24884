#include "link.hpp"

#include <poll.h>

#include <stdexcept>
#include <utility>

#include "socket.hpp"

namespace bench {
namespace {

constexpr int patience_ms = 20'000;

class plain_link final : public link {
 public:
  explicit plain_link(std::uint16_t port) : socket_(connected_stream(port)) {}

  [[nodiscard]] int socket() const noexcept override { return socket_.get(); }
  [[nodiscard]] std::size_t receive_some(std::span<std::byte> room) override {
    return bench::receive_some(socket_.get(), room);
  }
  [[nodiscard]] std::size_t send_some(std::span<const std::byte> bytes) override {
    return bench::send_some(socket_.get(), bytes);
  }

 private:
  descriptor socket_;
};

}  // namespace

std::unique_ptr<link> connected_link(const options& chosen) {
  std::unique_ptr<link> made = std::make_unique<plain_link>(chosen.port);
  if (chosen.tls) made = tls_link(std::move(made));
  if (chosen.web_socket) made = web_socket_link(std::move(made));
  return made;
}

void wait_for(int socket, bool writable) {
  pollfd asked{socket, static_cast<short>(writable ? POLLOUT : POLLIN), 0};
  if (check(poll(&asked, 1, patience_ms), "poll") == 0) {
    throw std::runtime_error("the server does not answer a handshake");
  }
}

}  // namespace bench
