// pcapng_file: the bytes of a capture that Wireshark opens, in the format PCAP Next Generation (the
// Internet-Draft "PCAP Now Generic Capture File Format"): one section, an interface per host, raw
// IP packets, times in nanoseconds. All numbers are little-endian on every system.
//
// First come the interfaces and the names, and then the packets.
#pragma once

#include <naru/address.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace naru::detail {

class pcapng_file {
 public:
  /// Texts are UTF-8.
  explicit pcapng_file(std::string_view comment);

  /// The first interface has number 0.
  void add_interface(std::string_view name, std::string_view description);
  /// The names of addresses, which Wireshark shows if it is told to resolve names.
  void add_names(std::span<const std::pair<address, std::string>> names);
  /// `bytes` are an IP packet of `size` bytes, or its beginning. The time is that since 1970.
  void add_packet(std::uint32_t interface_number, std::chrono::nanoseconds time,
                  std::string_view bytes, std::size_t size, std::span<const std::string> comments);

  [[nodiscard]] std::string finish() && { return std::move(bytes_); }

 private:
  void begin(std::uint32_t type);
  void end();
  void add(std::uint64_t value, std::size_t width);
  void add_padded(std::string_view bytes);
  void add_option(std::uint32_t code, std::string_view bytes);
  void end_options() { add(0, 4); }

  std::string bytes_;
  std::size_t block_ = 0;  // where the current one begins
};

}  // namespace naru::detail
