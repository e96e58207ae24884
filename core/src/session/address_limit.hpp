// address_limit: the number of sessions of each address, and the limit on it.
//
// For an IPv6 address only its first bits count, which are its network. Within its network a host
// may have as many addresses as it likes.
#pragma once

#include <naru/address.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

namespace naru::detail {

/// The address that stands for its whole network: all bits after the first `length` are zero. An
/// IPv4 address is not changed. An IPv4 address inside an IPv6 address is returned as IPv4.
[[nodiscard]] inline address network_of(const address& from, unsigned length) noexcept {
  const address whole = from.unmapped();
  if (whole.is_v4()) return whole;
  address::v6_bytes bytes = whole.to_v6_bytes();
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned kept = length > 8 * i ? length - 8 * i : 0;  // bits kept from this byte on
    if (kept < 8) bytes[i] = static_cast<std::uint8_t>(bytes[i] & 0xff00U >> kept);
  }
  return address(bytes, whole.scope());
}

class address_limit {
 public:
  /// If `sessions_max` is 0, there is no limit.
  address_limit(std::size_t sessions_max, unsigned ipv6_prefix_length) noexcept
      : sessions_max_(sessions_max), prefix_length_(ipv6_prefix_length) {}

  /// The limit from now on. Sessions that came while there was no limit are never counted.
  void allow(std::size_t sessions_max) noexcept { sessions_max_ = sessions_max; }

  enum class entry : std::uint8_t {
    counted,    // the session leaves when it ends
    uncounted,  // there is no limit
    refused,
  };

  /// Counts one more session, unless its address has too many already.
  [[nodiscard]] entry enter(const address& from) {
    const std::size_t most = sessions_max_;
    if (most == 0) return entry::uncounted;
    const std::lock_guard lock(mutex_);
    std::size_t& count = counts_[network_of(from, prefix_length_)];
    if (count >= most) return entry::refused;
    ++count;
    return entry::counted;
  }
  /// Only for a session that was counted.
  void leave(const address& from) noexcept {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(network_of(from, prefix_length_));
    if (--found->second == 0) counts_.erase(found);
  }

 private:
  std::atomic<std::size_t> sessions_max_;
  const unsigned prefix_length_;
  std::mutex mutex_;  // guards counts_
  std::map<address, std::size_t> counts_;
};

}  // namespace naru::detail
