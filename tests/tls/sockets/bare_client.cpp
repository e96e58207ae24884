#include "bare_client.hpp"

#include <span>
#include <utility>

namespace tls_tests {

bare_client::bare_client(naru::proactor& proactor, naru::tcp_stream plain)
    : proactor_(proactor),
      plain_(std::move(plain)),
      factory_({.trust_system_roots = false, .roots_pem = common_authority().pem()}) {
  std::error_code error;
  layer_ = factory_.make("localhost", error);
}

bool bare_client::shake_hands() {
  if (layer_->start() || !flush()) return false;
  while (!layer_->is_established()) {
    if (!take() || !flush()) return false;
  }
  return true;
}

bool bare_client::take() {
  const auto came = contract::receive(proactor_, plain_, naru::buffer(storage_));
  if (came.error) return false;
  return !layer_->feed(std::span(storage_).first(came.bytes)).error;
}

bool bare_client::flush() {
  while (!layer_->output().empty()) {
    const auto output = layer_->output();
    const auto sent =
        contract::send(proactor_, plain_, naru::const_buffer(output.data(), output.size()));
    if (sent.error) return false;
    layer_->drop_output(sent.bytes);
  }
  return true;
}

bool bare_client::send(std::string_view text) {
  const auto taken = layer_->write(std::as_bytes(std::span(text)));
  return !taken.error && taken.bytes == text.size() && flush();
}

bool bare_client::say_end() { return !layer_->end() && flush(); }

}  // namespace tls_tests
