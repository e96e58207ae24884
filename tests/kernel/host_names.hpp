// host_names: asks the system that this kernel runs on for a name. The headers of that system's
// sockets and those of include/ cannot be in one source.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kernel {

struct host_address {
  bool is_v4 = false;
  std::array<std::uint8_t, 16> bytes{};  // of IPv4 the first four
  std::uint32_t scope = 0;
};

enum class host_family : std::uint8_t { any, v4, v6 };
enum class host_answer : std::uint8_t { found, unknown, try_again, failed };

/// Writes as many addresses as there is room for, and how many into `count`.
[[nodiscard]] host_answer look_up_host(const char* name, host_family family,
                                       std::span<host_address> room, std::size_t& count) noexcept;

}  // namespace kernel
