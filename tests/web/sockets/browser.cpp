#include "browser.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "../support.hpp"

namespace web_tests {

using namespace std::chrono_literals;

std::string browser::open(std::string_view more_fields) {
  if (!send(upgrade_request(more_fields))) return {};
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string next = receive(1);
    if (next.empty()) break;
    head += next;
  }
  return head;
}

std::string browser::receive(std::size_t size) {
  const contract::bytes received = peer_.receive_bytes(size);
  return contract::text_of(naru::buffer(received));
}

void failed_handshakes::on_refused(const naru::endpoint&, refusal why) {
  const std::lock_guard lock(mutex_);
  refusals_.push_back(why);
}

void failed_handshakes::on_handshake_failed(const naru::endpoint&, const std::error_code& error) {
  const std::lock_guard lock(mutex_);
  errors_.push_back(error);
}

std::ptrdiff_t failed_handshakes::count(refusal why) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::count(refusals_, why);
}

std::vector<std::error_code> failed_handshakes::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

void line_session::on_connected() {
  written_.connected();
  if (!echoes_) send(naru::buffer(std::string_view("hello")));
}

void line_session::on_message(naru::const_buffer line) {
  written_.message(contract::text_of(line));
  if (echoes_) send(line);
}

naru::client_options to(const naru::endpoint& server, naru::transport through) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .reconnect = {.delay_min = 5ms, .delay_max = 40ms, .seed = 7},
          .transport = std::move(through)};
}

naru::transport of_bytes(naru::web_socket_server_options options) {
  return naru::web_socket(std::move(options));
}

}  // namespace web_tests
