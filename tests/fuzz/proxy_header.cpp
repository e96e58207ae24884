// Any bytes as the beginning of a connection that a proxy should have made.
// Input: maximum (2 bytes), beginning.
#include "session/proxy_header.hpp"

#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <vector>

using naru::frame_status;
using naru::detail::proxy_header;

namespace {

constexpr std::size_t command_at = 12;
constexpr std::size_t kind_at = 13;
constexpr std::size_t length_at = 14;
constexpr std::size_t addresses_at = 16;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

unsigned byte_at(std::string_view bytes, std::size_t position) {
  return static_cast<unsigned char>(bytes[position]);
}

std::size_t number_at(std::string_view bytes, std::size_t position) {
  return (byte_at(bytes, position) << 8) + byte_at(bytes, position + 1);
}

// The bytes lie in memory of exactly that size, so that a sanitizer notices reads beyond it.
naru::frame<proxy_header> decode(std::string_view bytes, std::size_t size_max) {
  const naru::const_buffer all = naru::buffer(bytes);
  return naru::detail::decode_proxy_header(std::vector<std::byte>(all.begin(), all.end()),
                                           size_max);
}

// The source as it is in the header.
std::vector<std::uint8_t> bytes_of(const naru::address& address) {
  const auto v4 = address.to_v4_bytes();
  const auto& v6 = address.to_v6_bytes();
  return address.is_v4() ? std::vector<std::uint8_t>(v4.begin(), v4.end())
                         : std::vector<std::uint8_t>(v6.begin(), v6.end());
}

void check_source(std::string_view header, const std::optional<naru::endpoint>& source) {
  const unsigned kind = byte_at(header, kind_at);
  const bool proxied = byte_at(header, command_at) == 0x21;
  require(source.has_value() == (proxied && (kind == 0x11 || kind == 0x21)),
          "a source, or none, against the header");
  require(!proxied || kind != 0x31 || header.size() >= addresses_at + 216,
          "Unix addresses beyond the header");
  if (!source) return;
  require(source->address().is_v4() == (kind == 0x11), "a source of another family");
  const std::vector<std::uint8_t> expected = bytes_of(source->address());
  const std::string_view addresses = header.substr(addresses_at);
  require(addresses.size() >= 2 * expected.size() + 4, "addresses beyond the header");
  require(std::equal(expected.begin(), expected.end(), addresses.begin(),
                     [](std::uint8_t left, char right) {
                       return left == static_cast<unsigned char>(right);
                     }),
          "another address");
  require(source->port() == number_at(addresses, 2 * expected.size()), "another port");
}

void check_complete(const naru::frame<proxy_header>& frame, std::string_view bytes,
                    std::size_t size_max) {
  require(frame.bytes >= addresses_at && frame.bytes <= bytes.size(), "not within the bytes");
  require(frame.bytes <= size_max, "larger than the maximum");
  require(frame.bytes == addresses_at + number_at(bytes, length_at), "not of the length it tells");
  check_source(bytes.substr(0, frame.bytes), frame.message.source);
}

}  // namespace

// Byte by byte: while the header is incomplete, decode tells how many bytes it needs at least. The
// result with that many bytes is also the result with more.
void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t size_max = input.take_number();
  const std::string_view beginning = input.rest();
  const auto last = decode(beginning, size_max);
  if (last.status == frame_status::complete) check_complete(last, beginning, size_max);

  std::size_t needed = 0;
  bool decided = false;
  for (std::size_t size = 0; size <= beginning.size(); ++size) {
    const auto frame = decode(beginning.substr(0, size), size_max);
    if (frame.status == frame_status::incomplete) {
      require(!decided, "incomplete with more bytes than were enough");
      require(frame.bytes > size && frame.bytes >= needed, "incomplete with all it needs");
      needed = frame.bytes;
      continue;
    }
    decided = true;
    require(frame.status == last.status && frame.reason == last.reason, "decided in another way");
    if (frame.status == frame_status::refused) continue;
    require(size >= needed, "complete without what it needs");
    require(frame.bytes == last.bytes && frame.message.source == last.message.source,
            "another header");
  }
}
