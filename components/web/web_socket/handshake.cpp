#include "web/web_socket/handshake.hpp"

#include <algorithm>

#include "web/text/base64.hpp"
#include "web/text/sha1.hpp"

namespace naru::detail {

// A byte more than the limit is kept, by which a head that is too large is known.
handshake_progress handshake::take(std::span<const std::byte> wire, byte_queue& output) {
  const std::size_t before = head_.size();
  const std::size_t room = limits_.head_size_max + 1 - before;
  const auto taken = wire.first(std::min(wire.size(), room));
  head_.append(reinterpret_cast<const char*>(taken.data()), taken.size());
  switch (scanner_.scan(head_)) {
    case scan_outcome::complete:
      break;
    case scan_outcome::refused:
      return {refuse(400, output), wire.size()};
    case scan_outcome::incomplete:
      if (head_.size() <= limits_.head_size_max) return {{}, taken.size()};
      return {refuse(431, output), wire.size()};
  }
  head_.resize(scanner_.size());
  const std::error_code error = end(head_, output);
  return {error, scanner_.size() - before, !error};
}

std::string accept_key(std::string_view key) {
  constexpr std::string_view salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455, 1.3
  return to_base64(sha1(std::string(key).append(salt)));
}

}  // namespace naru::detail
