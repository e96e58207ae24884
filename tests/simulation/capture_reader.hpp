// A reader of captures, written from the format's description alone, so that it does not share the
// mistakes of the writer. It checks every length and every checksum that it meets.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simulated_tests {

struct captured_packet {
  std::uint32_t interface_number = 0;
  std::uint64_t nanoseconds = 0;  // since 1970
  std::size_t size = 0;           // of the whole packet
  std::string bytes;
  std::vector<std::string> comments;

  [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    REQUIRE(at + width <= bytes.size());
    for (std::size_t i = 0; i < width; ++i) {
      value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    }
    return value;
  }
  [[nodiscard]] bool is_v6() const { return number(0, 1) >> 4 == 6; }
  [[nodiscard]] std::size_t ip_header() const { return is_v6() ? 40 : 20; }
  [[nodiscard]] bool is_tcp() const { return number(is_v6() ? 6 : 9, 1) == 6; }
  [[nodiscard]] std::uint64_t flags() const { return number(ip_header() + 13, 1); }
  [[nodiscard]] std::uint64_t source_port() const { return number(ip_header(), 2); }
  [[nodiscard]] std::uint32_t sequence() const {
    return static_cast<std::uint32_t>(number(ip_header() + 4, 4));
  }
  [[nodiscard]] std::size_t header() const {
    return ip_header() + (is_tcp() ? static_cast<std::size_t>(number(ip_header() + 12, 1) >> 4) * 4
                                   : std::size_t{8});
  }
  [[nodiscard]] std::string payload() const { return bytes.substr(header()); }
  [[nodiscard]] bool says(std::string_view words) const {
    for (const std::string& each : comments) {
      if (each.find(words) != std::string::npos) return true;
    }
    return false;
  }
};

struct capture {
  std::string comment;
  std::vector<std::string> interfaces;
  std::vector<captured_packet> packets;
};

/// Adds up words of two bytes, as the checksums of the Internet do; 0xffff if they are right.
inline std::uint64_t added_up(std::string_view bytes, std::uint64_t sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum += std::uint64_t{static_cast<unsigned char>(bytes[i])} << (i % 2 == 0 ? 8 : 0);
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

inline void check_packet(const captured_packet& packet) {
  const bool is_v6 = packet.is_v6();
  const std::uint64_t said = packet.number(is_v6 ? 4 : 2, 2) + (is_v6 ? 40 : 0);
  CHECK(said == packet.size);
  if (!is_v6) CHECK(added_up(std::string_view(packet.bytes).substr(0, 20)) == 0xffff);
  if (packet.bytes.size() != packet.size) return;  // nobody can check the rest
  const std::string_view addresses =
      std::string_view(packet.bytes).substr(is_v6 ? 8 : 12, is_v6 ? 32 : 8);
  const std::uint64_t protocol = packet.is_tcp() ? 6 : 17;
  const std::string_view inner = std::string_view(packet.bytes).substr(packet.ip_header());
  CHECK(added_up(inner, added_up(addresses) + protocol + inner.size()) == 0xffff);
  if (!packet.is_tcp()) CHECK(packet.number(packet.ip_header() + 4, 2) == inner.size());
}

class capture_reader {
 public:
  explicit capture_reader(std::string bytes) : bytes_(std::move(bytes)) {
    while (at_ != bytes_.size()) read_block();
  }
  capture found;

 private:
  std::uint64_t number(std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    REQUIRE(at + width <= bytes_.size());
    while (width != 0) value = value << 8 | static_cast<unsigned char>(bytes_[at + --width]);
    return value;
  }

  void read_block() {
    const std::uint64_t type = number(at_, 4);
    const std::size_t length = static_cast<std::size_t>(number(at_ + 4, 4));
    REQUIRE(length >= 12);
    REQUIRE(length % 4 == 0);
    CHECK(number(at_ + length - 4, 4) == length);
    end_ = at_ + length - 4;
    if (type == 0x0a0d0d0a) {
      CHECK(at_ == 0);
      CHECK(number(8, 4) == 0x1a2b3c4d);
      CHECK(number(12, 4) == 1);
      for (const auto& [code, text] : options(at_ + 24)) {
        if (code == 1) found.comment = text;
      }
    } else if (type == 1) {
      CHECK(number(at_ + 8, 2) == 101);  // raw IP
      for (const auto& [code, text] : options(at_ + 16)) {
        if (code == 2) found.interfaces.push_back(text);
        if (code == 9) CHECK(text == "\x09");  // nanoseconds
      }
    } else if (type == 6) {
      read_packet();
    } else {
      CHECK(type == 4);  // names
    }
    at_ += length;
  }

  void read_packet() {
    captured_packet packet;
    packet.interface_number = static_cast<std::uint32_t>(number(at_ + 8, 4));
    packet.nanoseconds = number(at_ + 12, 4) << 32 | number(at_ + 16, 4);
    const std::size_t kept = static_cast<std::size_t>(number(at_ + 20, 4));
    packet.size = static_cast<std::size_t>(number(at_ + 24, 4));
    packet.bytes = bytes_.substr(at_ + 28, kept);
    for (const auto& [code, text] : options(at_ + 28 + (kept + 3) / 4 * 4)) {
      if (code == 1) packet.comments.push_back(text);
    }
    CHECK(packet.interface_number < found.interfaces.size());
    if (!found.packets.empty()) CHECK(packet.nanoseconds >= found.packets.back().nanoseconds);
    check_packet(packet);
    found.packets.push_back(packet);
  }

  std::vector<std::pair<std::uint64_t, std::string>> options(std::size_t at) const {
    std::vector<std::pair<std::uint64_t, std::string>> all;
    while (number(at, 2) != 0) {
      const std::size_t size = static_cast<std::size_t>(number(at + 2, 2));
      all.emplace_back(number(at, 2), bytes_.substr(at + 4, size));
      at += 4 + (size + 3) / 4 * 4;
    }
    CHECK(at + 4 == end_);
    return all;
  }

  std::string bytes_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

}  // namespace simulated_tests
