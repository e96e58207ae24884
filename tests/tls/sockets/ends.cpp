#include "ends.hpp"

#include <algorithm>
#include <utility>

namespace tls_tests {

using namespace std::chrono_literals;

naru::tls_certificate at_loopback(const std::string& subject) {
  return common_authority().issue({.subject = subject, .names = {"localhost", "IP:127.0.0.1"}});
}

naru::tls_server loopback_server() {
  static const naru::tls_certificate certificate = at_loopback();
  return naru::tls_server({.certificates = {certificate}});
}

naru::tls_client trusting_client() {
  return naru::tls_client({.trust_system_roots = false, .roots_pem = common_authority().pem()});
}

std::error_code shake_hands(naru::proactor& proactor, naru::tls_stream& stream) {
  return contract::finish(proactor, [&](naru::operation& op) { return stream.handshake(op); })
      .error;
}

void refusals::on_refused(const naru::endpoint&, refusal why) {
  const std::lock_guard lock(mutex_);
  all_.push_back(why);
}

void refusals::on_handshake_failed(const naru::endpoint&, const std::error_code& error) {
  const std::lock_guard lock(mutex_);
  errors_.push_back(error);
}

std::size_t refusals::count(refusal why) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count(all_, why));
}

std::vector<std::error_code> refusals::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

naru::client_options to(const naru::endpoint& server, const naru::transport& through) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .reconnect = {.delay_min = 5ms, .delay_max = 40ms, .seed = 7},
          .transport = through};
}

guest::guest(naru::proactor& proactor, naru::client_options options, contract::script text)
    : lines(std::move(text)), client(proactor, watched(std::move(options)), [this] {
        return std::make_shared<contract::scripted_session>(written, lines);
      }) {
  client.start();
}

naru::client_options guest::watched(naru::client_options options) {
  options.on_attempt_failed = [this](const naru::attempt_failure& failed) {
    const std::lock_guard lock(mutex);
    failure = failed.error;
    ++failures;
  };
  return options;
}

std::error_code guest::last_failure() const {
  const std::lock_guard lock(mutex);
  return failure;
}

contract::script saying(std::string_view text) {
  return {.connected = [text](contract::scripted_session& self) { self.send(text); }};
}

}  // namespace tls_tests
