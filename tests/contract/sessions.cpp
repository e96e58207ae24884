// What tests of sessions share.
#include "sessions.hpp"

#include <cstring>

namespace contract {

bytes framed(std::string_view text) {
  bytes out(*wire::encoded_size(naru::buffer(text)));
  wire::encode(naru::buffer(text), out);
  return out;
}

std::string text_of(naru::const_buffer message) {
  return {reinterpret_cast<const char*>(message.data()), message.size()};
}

void journal::connected() { ++connected_; }

void journal::message(std::string text) {
  const std::lock_guard lock(mutex_);
  messages_.push_back(std::move(text));
  ++message_count_;
}

void journal::closed(naru::close_reason reason) {
  reason_ = reason;
  ++closed_;
}

std::vector<std::string> journal::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

void scripted_session::on_connected() {
  written_.connected();
  if (lines_.connected) lines_.connected(*this);
}

void scripted_session::on_message(naru::const_buffer message) {
  written_.message(text_of(message));
  if (lines_.message) lines_.message(*this, text_of(message));
}

void scripted_session::on_closed(naru::close_reason reason) {
  if (lines_.closed) lines_.closed(*this, reason);
  written_.closed(reason);
}

peer::peer(naru::proactor& proactor, const naru::endpoint& server)
    : proactor_(proactor), stream_(proactor) {
  REQUIRE(connect(proactor, stream_, server).error == std::error_code());
}

bool peer::send(naru::const_buffer sent) { return !contract::send(proactor_, stream_, sent).error; }

std::string peer::receive() {
  std::array<std::byte, 4> header;
  if (receive_exactly(proactor_, stream_, header).error) return {};
  std::size_t size = 0;
  for (const std::byte each : header) size = size << 8 | std::to_integer<std::size_t>(each);
  std::string text(size, '\0');
  if (receive_exactly(proactor_, stream_, naru::buffer(text)).error) return {};
  return text;
}

std::error_code peer::receive_end() {
  std::array<std::byte, 256> rest;
  while (true) {
    const naru::io_result result = contract::receive(proactor_, stream_, rest);
    if (result.error) return result.error;
  }
}

}  // namespace contract
