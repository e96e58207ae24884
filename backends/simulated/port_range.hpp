// port_range: the ports of a simulated host that it gives to sockets that ask for none. They run
// out if nobody gives them back.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "simulated/random_source.hpp"

namespace naru::detail {

class port_range {
 public:
  static constexpr std::uint16_t first = 49'152;
  static constexpr std::size_t size = 65'536 - first;

  explicit port_range(random_source& random)
      : taken_(size), next_(static_cast<std::size_t>(random.below(size))) {}

  /// Returns 0 if all are taken.
  [[nodiscard]] std::uint16_t take() {
    for (std::size_t tries = 0; tries < size; ++tries) {
      const std::size_t place = next_;
      next_ = (next_ + 1) % size;
      const auto port = static_cast<std::uint16_t>(first + place);
      if (taken_[place] || claims_.contains(port)) continue;
      taken_[place] = true;
      return port;
    }
    return 0;
  }
  void give_back(std::uint16_t port) noexcept {
    assert(taken_[port - first]);
    taken_[port - first] = false;
  }

  /// A port that sockets have asked for by its number is not given out until each has disclaimed
  /// it.
  void claim(std::uint16_t port) { ++claims_[port]; }
  void disclaim(std::uint16_t port) noexcept {
    const auto found = claims_.find(port);
    assert(found != claims_.end());
    if (--found->second == 0) claims_.erase(found);
  }

 private:
  std::vector<bool> taken_;  // those that take has given out
  std::size_t next_;
  std::map<std::uint16_t, unsigned> claims_;
};

/// The hold of a socket on its port, which it gives back when it goes.
class held_port {
 public:
  held_port() = default;
  held_port(const held_port&) = delete;
  held_port& operator=(const held_port&) = delete;
  ~held_port() {
    if (port_ != 0) is_asked_for_ ? range_->disclaim(port_) : range_->give_back(port_);
  }

  /// Claims `wanted`, or takes any port if that is 0. Returns 0 if all are taken.
  [[nodiscard]] std::uint16_t hold(port_range& range, std::uint16_t wanted) {
    assert(port_ == 0);
    const bool is_asked_for = wanted != 0;
    if (is_asked_for) range.claim(wanted);
    port_ = is_asked_for ? wanted : range.take();
    is_asked_for_ = is_asked_for;
    range_ = &range;
    return port_;
  }

 private:
  port_range* range_ = nullptr;
  std::uint16_t port_ = 0;
  bool is_asked_for_ = false;
};

}  // namespace naru::detail
