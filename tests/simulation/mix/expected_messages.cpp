#include "expected_messages.hpp"

#include <algorithm>
#include <string_view>

namespace mix {

bool expected_messages::take(naru::const_buffer came) {
  const std::string_view text = came;
  while (!waiting_.empty()) {
    const expected next = waiting_.front();
    const bool same_size = next.name.size == came.size();
    if (same_size && std::string_view(content_of(next.name, room_)) == text) {
      waiting_.pop_front();
      return true;
    }
    if (next.certain && !gaps_allowed_) return false;
    if (next.certain) ++gaps_;
    waiting_.pop_front();
  }
  return false;
}

bool expected_messages::take_bytes(naru::const_buffer came) {
  while (!came.empty()) {
    if (waiting_.empty()) return false;
    const naru::const_buffer next = content_of(waiting_.front().name, room_);
    const std::size_t size = std::min(came.size(), next.size() - taken_);
    const std::string_view wanted = next.subspan(taken_, size);
    if (std::string_view(came.first(size)) != wanted) return false;
    came = came.subspan(size);
    taken_ += size;
    if (taken_ != next.size()) continue;
    taken_ = 0;
    waiting_.pop_front();
  }
  return true;
}

bool expected_messages::complete() const noexcept {
  return gaps_allowed_ || std::none_of(waiting_.begin(), waiting_.end(),
                                       [](const expected& each) { return each.certain; });
}

}  // namespace mix
