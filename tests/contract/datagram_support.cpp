#include "datagram_support.hpp"

#include <array>

namespace contract {

naru::io_result send_to(naru::proactor& proactor, naru::udp_socket& socket,
                        naru::const_buffer payload, const naru::endpoint& to) {
  return finish(proactor, [&](naru::operation& op) { return socket.send_to(payload, to, op); });
}

naru::io_result receive_from(naru::proactor& proactor, naru::udp_socket& socket,
                             naru::mutable_buffer buffer, naru::endpoint& source) {
  return finish(proactor,
                [&](naru::operation& op) { return socket.receive_from(buffer, source, op); });
}

naru::io_result receive(naru::proactor& proactor, naru::udp_socket& socket,
                        naru::mutable_buffer buffer) {
  return finish(proactor, [&](naru::operation& op) { return socket.receive(buffer, op); });
}

void check_datagram(naru::proactor& proactor, naru::udp_socket& from, naru::udp_socket& to) {
  const bytes out = pattern(100);
  std::array<std::byte, 200> in{};
  const naru::io_result sent = send_to(proactor, from, naru::buffer(out), to.local_endpoint());
  CHECK(sent.error == std::error_code());
  CHECK(sent.bytes == out.size());
  const naru::io_result received = receive(proactor, to, naru::buffer(in));
  CHECK(received.error == std::error_code());
  CHECK(received.bytes == out.size());
  CHECK(is_pattern(naru::buffer(in, received.bytes)));
}

naru::endpoint unused_datagram_endpoint(naru::proactor& proactor) {
  const naru::udp_socket socket(proactor, loopback());
  return socket.local_endpoint();
}

void run_for_a_while(naru::proactor& proactor) {
  const naru::work_guard guard(proactor);
  proactor.run_for(50ms);
}

}  // namespace contract
