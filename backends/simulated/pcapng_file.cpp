#include "simulated/pcapng_file.hpp"

#include <algorithm>

namespace naru::detail {
namespace {

// Types of blocks.
constexpr std::uint32_t section_header = 0x0a0d0d0a;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t name_resolution = 4;
constexpr std::uint32_t enhanced_packet = 6;

// Options of any block, of a section, of an interface, of a packet.
constexpr std::uint32_t comment_option = 1;
constexpr std::uint32_t application_option = 4;
constexpr std::uint32_t interface_name_option = 2;
constexpr std::uint32_t interface_text_option = 3;
constexpr std::uint32_t resolution_option = 9;
constexpr std::uint32_t packet_flags_option = 2;

// Records of names.
constexpr std::uint32_t ipv4_name = 1;
constexpr std::uint32_t ipv6_name = 2;

constexpr std::uint32_t byte_order_magic = 0x1a2b3c4d;
constexpr std::uint64_t unknown_length = 0xffffffffffffffff;
constexpr std::uint32_t raw_ip = 101;
constexpr std::size_t option_max = 65'535;

std::string_view characters_of(const std::uint8_t* bytes, std::size_t size) noexcept {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

pcapng_file::pcapng_file(std::string_view comment) {
  begin(section_header);
  add(byte_order_magic, 4);
  add(1, 2);  // the version
  add(0, 2);
  add(unknown_length, 8);
  add_option(comment_option, comment);
  add_option(application_option, "naru::simulation");
  end_options();
  end();
}

void pcapng_file::add_interface(std::string_view name, std::string_view description) {
  begin(interface_description);
  add(raw_ip, 2);
  add(0, 2);  // reserved
  add(0, 4);  // no limit of a packet's length
  add_option(interface_name_option, name);
  add_option(interface_text_option, description);
  add_option(resolution_option, "\x09");  // 10^-9 s
  end_options();
  end();
}

void pcapng_file::add_names(std::span<const std::pair<address, std::string>> names) {
  begin(name_resolution);
  for (const auto& [host, name] : names) {
    const address::v4_bytes v4 = host.to_v4_bytes();
    const std::string_view bytes = host.is_v4() ? characters_of(v4.data(), v4.size())
                                                : characters_of(host.to_v6_bytes().data(), 16);
    std::string record(bytes);
    record.append(name).append(1, '\0');
    add(host.is_v4() ? ipv4_name : ipv6_name, 2);
    add(record.size(), 2);
    add_padded(record);
  }
  add(0, 4);  // the end of the records
  end();
}

void pcapng_file::add_packet(std::uint32_t interface_number, std::chrono::nanoseconds time,
                             std::string_view bytes, std::size_t size,
                             std::span<const std::string> comments) {
  constexpr std::uint64_t outbound = 2;
  const auto stamp = static_cast<std::uint64_t>(time.count());
  begin(enhanced_packet);
  add(interface_number, 4);
  add(stamp >> 32, 4);
  add(stamp, 4);
  add(bytes.size(), 4);
  add(size, 4);
  add_padded(bytes);
  for (const std::string& each : comments) add_option(comment_option, each);
  std::string flags;
  for (unsigned i = 0; i < 4; ++i) flags += static_cast<char>((outbound >> (8 * i)) & 0xff);
  add_option(packet_flags_option, flags);
  end_options();
  end();
}

// A block begins and ends with its length.
void pcapng_file::begin(std::uint32_t type) {
  block_ = bytes_.size();
  add(type, 4);
  add(0, 4);
}

void pcapng_file::end() {
  const std::size_t length = bytes_.size() - block_ + 4;
  for (std::size_t i = 0; i < 4; ++i) {
    bytes_[block_ + 4 + i] = static_cast<char>((length >> (8 * i)) & 0xff);
  }
  add(length, 4);
}

void pcapng_file::add(std::uint64_t value, std::size_t width) {
  for (; width != 0; --width, value >>= 8) bytes_ += static_cast<char>(value & 0xff);
}

void pcapng_file::add_padded(std::string_view bytes) {
  bytes_ += bytes;
  while ((bytes_.size() - block_) % 4 != 0) bytes_ += '\0';
}

void pcapng_file::add_option(std::uint32_t code, std::string_view bytes) {
  bytes = bytes.substr(0, option_max);
  add(code, 2);
  add(bytes.size(), 2);
  add_padded(bytes);
}

}  // namespace naru::detail
