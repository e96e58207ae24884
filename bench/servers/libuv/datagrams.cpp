#include <array>
#include <memory>
#include <vector>

#include "../../burst.hpp"
#include "../scenarios.hpp"
#include "loop.hpp"

namespace bench {
namespace {

// Receives with recvmmsg, for which libuv needs room for whole datagrams of the largest size, and
// answers with one system call per datagram, because libuv gives no access to sendmmsg.
class datagram_server {
 public:
  explicit datagram_server(std::size_t answers) : answers_(answers) {
    const sockaddr_in address = any_port();
    check(uv_udp_init_ex(uv_default_loop(), &socket_, AF_INET | UV_UDP_RECVMMSG));
    check(uv_udp_bind(&socket_, reinterpret_cast<const sockaddr*>(&address), 0));
    int bytes = 4 << 20;
    uv_recv_buffer_size(reinterpret_cast<uv_handle_t*>(&socket_), &bytes);
    socket_.data = this;
    check(uv_udp_recv_start(&socket_, &allocate, &received));
  }

  [[nodiscard]] std::uint16_t port() const {
    sockaddr_in bound{};
    int size = sizeof(bound);
    check(uv_udp_getsockname(&socket_, reinterpret_cast<sockaddr*>(&bound), &size));
    return ntohs(bound.sin_port);
  }

 private:
  static constexpr std::size_t room = std::size_t{20} * 65'536;

  static void allocate(uv_handle_t* handle, std::size_t, uv_buf_t* buffer) {
    auto& self = *static_cast<datagram_server*>(handle->data);
    *buffer = uv_buf_init(self.buffer_.get(), room);
  }

  static void received(uv_udp_t* socket, ssize_t bytes, const uv_buf_t* buffer,
                       const sockaddr* source, unsigned) {
    if (bytes <= 0 || source == nullptr) return;
    const auto& self = *static_cast<datagram_server*>(socket->data);
    const uv_buf_t answer = uv_buf_init(buffer->base, static_cast<unsigned>(bytes));
    for (std::size_t i = 0; i < self.answers_; ++i) uv_udp_try_send(socket, &answer, 1, source);
  }

  std::size_t answers_;
  uv_udp_t socket_{};
  std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(room);
};

void serve(const options& chosen, std::size_t answers) {
  if (chosen.threads != 1) not_applicable(chosen);
  const datagram_server server(answers);
  announce(server.port());
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}

}  // namespace

void serve_udp(const options& chosen) { serve(chosen, 1); }
void serve_burst(const options& chosen) { serve(chosen, burst); }

}  // namespace bench
