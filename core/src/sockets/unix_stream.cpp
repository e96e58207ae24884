#include <naru/unix_stream.hpp>

#include <naru/proactor.hpp>

#include "sockets/open_socket.hpp"

namespace naru {

submission unix_stream::connect(const unix_endpoint& peer, operation& op) {
  if (peer.path().empty()) {
    return proactor_->fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  if (!is_open()) {  // true also after a failed attempt to connect
    if (const std::error_code error = detail::make_stream(*proactor_, socket_)) {
      return proactor_->fail(op, error);
    }
  }
  return socket_->connect(peer, op);
}

}  // namespace naru
