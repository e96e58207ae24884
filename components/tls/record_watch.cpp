#include "tls/record_watch.hpp"

#include <algorithm>

namespace naru::detail {
namespace {

// The types of records, and the one of messages that matters here.
constexpr std::byte change_cipher_spec{20};
constexpr std::byte handshake{22};
constexpr std::byte last_record_type{24};
constexpr std::byte client_hello{1};

constexpr std::size_t number(std::byte high, std::byte low) {
  return (std::to_integer<std::size_t>(high) << 8) | std::to_integer<std::size_t>(low);
}

}  // namespace

std::optional<tls_error> record_watch::see(std::span<const std::byte> bytes, bool is_tls_1_3) {
  if (!handshake_ended_) {
    // An SSL 2 hello begins with other bytes. So does everything that is not TLS.
    const bool is_first = seen_ == 0 && !bytes.empty();
    if (is_first && (bytes[0] < change_cipher_spec || bytes[0] > last_record_type)) {
      return tls_error::not_tls;
    }
    seen_ += bytes.size();
    if (seen_ > handshake_max) return tls_error::too_large;
  }
  while (!bytes.empty()) {
    if (header_size_ < header_.size()) {
      see_header(bytes.front());
      bytes = bytes.subspan(1);
      continue;
    }
    const auto body = bytes.first(std::min(body_left_, bytes.size()));
    // TLS 1.3 has other types for what is encrypted.
    const bool is_plain = !handshake_ended_ && (!is_sealed_ || is_tls_1_3);
    if (header_[0] == handshake && is_plain && !see_messages(body)) return tls_error::too_large;
    bytes = bytes.subspan(body.size());
    body_left_ -= body.size();
    if (body_left_ == 0) header_size_ = 0;
  }
  return std::nullopt;
}

void record_watch::see_header(std::byte next) noexcept {
  header_[header_size_++] = next;
  if (header_size_ < header_.size()) return;
  body_left_ = number(header_[3], header_[4]);
  if (header_[0] == change_cipher_spec) is_sealed_ = true;
  if (body_left_ == 0) header_size_ = 0;
}

bool record_watch::see_messages(std::span<const std::byte> body) noexcept {
  while (!body.empty()) {
    if (message_left_ > 0) {
      const std::size_t part = std::min(message_left_, body.size());
      message_left_ -= part;
      body = body.subspan(part);
      continue;
    }
    message_header_[message_header_size_++] = body.front();
    body = body.subspan(1);
    if (message_header_size_ < message_header_.size()) continue;
    message_header_size_ = 0;
    message_left_ = (std::to_integer<std::size_t>(message_header_[1]) << 16) |
                    number(message_header_[2], message_header_[3]);
    if (message_header_[0] == client_hello && message_left_ > client_hello_max) return false;
  }
  return true;
}

}  // namespace naru::detail
