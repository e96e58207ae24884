#include "simulated/ip_packet.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>

#include "simulated/network_host.hpp"

namespace naru::detail {
namespace {

constexpr std::uint8_t protocol_tcp = 6;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::uint8_t hops = 64;
constexpr std::size_t packet_max = 65'535;

// Numbers of several bytes are big-endian.
void add(std::string& bytes, std::uint64_t value, std::size_t width) {
  while (width != 0) bytes += static_cast<char>((value >> (8 * --width)) & 0xff);
}

void put(std::string& bytes, std::size_t place, std::uint16_t value) {
  bytes[place] = static_cast<char>(value >> 8);
  bytes[place + 1] = static_cast<char>(value & 0xff);
}

void add(std::string& bytes, const address& host) {
  if (host.is_v6()) {
    for (const std::uint8_t each : host.to_v6_bytes()) add(bytes, each, 1);
  } else {
    for (const std::uint8_t each : host.to_v4_bytes()) add(bytes, each, 1);
  }
}

/// The checksum of the Internet (RFC 1071). `sum` is what was added up before.
std::uint16_t checksum(std::string_view bytes, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t byte = static_cast<unsigned char>(bytes[i]);
    sum += i % 2 == 0 ? byte << 8 : byte;
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

/// Puts the header of IP before `inner`, whose checksum stands at `place`. `size` is that of the
/// whole inner packet.
std::string wrapped(const endpoint& from, const endpoint& to, std::uint8_t protocol,
                    std::string&& inner, std::size_t size, std::size_t place) {
  // A broadcast of IPv4 may come from a host that has IPv6 addresses only.
  const bool is_v6 = from.address().is_v6() || to.address().is_v6();
  const address source = is_v6 ? mapped(from).address() : from.address();
  const address target = is_v6 ? mapped(to).address() : to.address();
  std::string pseudo;
  add(pseudo, source);
  add(pseudo, target);
  add(pseudo, size, 4);
  add(pseudo, protocol, 4);
  const auto sum = static_cast<std::uint16_t>(~checksum(pseudo));
  const std::uint16_t sealed = checksum(inner, sum);
  put(inner, place, protocol == protocol_udp && sealed == 0 ? std::uint16_t{0xffff} : sealed);
  std::string packet;
  if (is_v6) {
    assert(size <= packet_max);
    add(packet, 0x60000000, 4);
    add(packet, size, 2);
    add(packet, protocol, 1);
    add(packet, hops, 1);
  } else {
    assert(size + 20 <= packet_max);
    add(packet, 0x4500, 2);
    add(packet, size + 20, 2);
    add(packet, 0, 2);       // the identification
    add(packet, 0x4000, 2);  // not to be fragmented
    add(packet, hops, 1);
    add(packet, protocol, 1);
    add(packet, 0, 2);  // the checksum
  }
  add(packet, source);
  add(packet, target);
  if (!is_v6) put(packet, 10, checksum(packet));
  return packet + inner;
}

void add(std::string& bytes, std::span<const std::byte> payload) {
  bytes.append(reinterpret_cast<const char*>(payload.data()), payload.size());
}

}  // namespace

std::string tcp_packet(const endpoint& source, const endpoint& target, const tcp_header& header,
                       std::span<const std::byte> payload, std::size_t size) {
  const bool opens = (header.flags & tcp_header::synchronize) != 0;
  const std::size_t words = opens ? 7 : 5;
  constexpr std::uint64_t unit = std::uint64_t{1} << tcp_header::window_shift;
  const std::uint64_t window = opens ? header.window : (header.window + unit - 1) / unit;
  std::string bytes;
  add(bytes, source.port(), 2);
  add(bytes, target.port(), 2);
  add(bytes, header.sequence, 4);
  add(bytes, header.acknowledged, 4);
  add(bytes, words << 4, 1);
  add(bytes, header.flags, 1);
  add(bytes, std::min<std::uint64_t>(window, 0xffff), 2);
  add(bytes, 0, 2);  // the checksum
  add(bytes, 0, 2);  // nothing is urgent
  if (opens) {
    add(bytes, 0x0204, 2);  // the largest segment
    add(bytes, 1460, 2);
    add(bytes, 0x010303, 3);  // nothing, and the unit of windows
    add(bytes, tcp_header::window_shift, 1);
  }
  add(bytes, payload);
  return wrapped(source, target, protocol_tcp, std::move(bytes), words * 4 + size, 16);
}

std::string udp_packet(const endpoint& source, const endpoint& target,
                       std::span<const std::byte> payload, std::size_t size) {
  std::string bytes;
  add(bytes, source.port(), 2);
  add(bytes, target.port(), 2);
  add(bytes, size + 8, 2);
  add(bytes, 0, 2);  // the checksum
  add(bytes, payload);
  return wrapped(source, target, protocol_udp, std::move(bytes), size + 8, 6);
}

}  // namespace naru::detail
