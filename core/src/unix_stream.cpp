#include <naru/unix_stream.hpp>

#include <naru/proactor.hpp>

namespace naru {

submission unix_stream::connect(const unix_endpoint& peer, operation& op) {
  if (peer.path().empty()) {
    return proactor_->fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  if (!is_open()) socket_ = proactor_->make_stream();  // also after a failed attempt
  return socket_->connect(peer, op);
}

}  // namespace naru
