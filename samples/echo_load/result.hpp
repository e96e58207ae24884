// The result of a load, or of one shard's part of it.
#pragma once

#include <naru/endpoint.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

#include "../common/histogram.hpp"

namespace samples {

struct load_result {
  histogram latency;                     // of every round trip
  std::chrono::nanoseconds elapsed{0};   // from the first message to the last measurement
  std::uint64_t failed_connections = 0;  // not connected, or lost
  std::uint64_t wrong_bytes = 0;         // connections closed because a byte differed
  std::uint64_t missing_echoes = 0;      // messages
  std::string first_error;

  [[nodiscard]] std::uint64_t round_trips() const noexcept { return latency.count(); }
  [[nodiscard]] std::uint64_t errors() const noexcept {
    return failed_connections + wrong_bytes + missing_echoes;
  }

  void merge(const load_result& other) {
    latency.merge(other.latency);
    elapsed = std::max(elapsed, other.elapsed);
    failed_connections += other.failed_connections;
    wrong_bytes += other.wrong_bytes;
    missing_echoes += other.missing_echoes;
    if (first_error.empty()) first_error = other.first_error;
  }
};

}  // namespace samples
