// What a host counts, and how it is read.
#include <algorithm>

#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {

void session_host::note_callback(std::chrono::nanoseconds took) noexcept {
  std::chrono::nanoseconds longest = longest_callback_;
  while (took > longest && !longest_callback_.compare_exchange_weak(longest, took)) {
  }
}

session_counters session_host::counters() const {
  session_counters all;
  registry_.for_each(
      [&](session_base& each) { all.queued_bytes += session_core::of(each)->queued_bytes(); });
  all.sessions = registry_.size();
  all.memory_held = memory_.held();
  all.accepted = accepted_;
  for (std::size_t i = 0; i < all.refused_by.size(); ++i) {
    all.refused_by[i] = refused_by_[i];
    all.refused += all.refused_by[i];
  }
  std::ranges::copy(ended_, all.ended.begin());
  std::ranges::copy(ended_by_code_, all.ended_by_code.begin());
  all.bytes_received = bytes_received_;
  all.bytes_sent = bytes_sent_;
  all.messages_received = messages_received_;
  all.messages_sent = messages_sent_;
  all.messages_dropped = dropped_;
  all.messages_refused = turned_away_;
  all.messages_discarded = discarded_;
  all.longest_callback = longest_callback_;
  return all;
}

}  // namespace naru::detail
