// record_watch: sees the bytes of a peer as OpenSSL takes them, and knows where records begin.
//
// OpenSSL makes room for a message of the handshake as soon as its head has come, so a ClientHello
// of nine bytes could claim 128 KiB. The watch reads that head first, and refuses. It also tells
// whether OpenSSL holds a part of a record, which no version before 3.0.14 tells rightly.
#pragma once

#include <naru/tls/tls_error.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <span>

namespace naru::detail {

class record_watch {
 public:
  /// No ClientHello may be longer; browsers send about 2 KiB.
  static constexpr std::size_t client_hello_max = 16 * 1024;
  /// The bytes that a peer may send until the handshake has ended.
  static constexpr std::size_t handshake_max = 160 * 1024;

  /// Sees the next bytes. `is_tls_1_3`: what has been negotiated by now. The result is why the
  /// connection must not go on.
  std::optional<tls_error> see(std::span<const std::byte> bytes, bool is_tls_1_3);
  /// The handshake has ended: what follows is no longer counted.
  void handshake_has_ended() noexcept { handshake_ended_ = true; }
  /// Every record that has begun is complete.
  [[nodiscard]] bool is_between_records() const noexcept { return header_size_ == 0; }

 private:
  void see_header(std::byte next) noexcept;
  [[nodiscard]] bool see_messages(std::span<const std::byte> body) noexcept;

  std::array<std::byte, 5> header_{};
  std::size_t header_size_ = 0;
  std::size_t body_left_ = 0;
  std::array<std::byte, 4> message_header_{};
  std::size_t message_header_size_ = 0;
  std::size_t message_left_ = 0;
  std::size_t seen_ = 0;
  bool is_sealed_ = false;  // the records of TLS 1.2 are encrypted from here on
  bool handshake_ended_ = false;
};

}  // namespace naru::detail
