#include "web/text/utf8_repair.hpp"

namespace naru::detail {

bool utf8_repair::needs_nothing(std::span<const std::byte> piece) const noexcept {
  utf8_checker probe;
  return begun_size_ == 0 && probe.take(piece) && probe.is_whole();
}

// A byte that cannot go on with a character may begin another.
void utf8_repair::add(std::span<const std::byte> piece, std::vector<std::byte>& result) {
  for (const std::byte& each : piece) {
    const std::span one(&each, 1);
    if (!checker_.take(one)) {
      const bool went_on = begun_size_ != 0;
      replace(result);
      if (!went_on) continue;
      if (!checker_.take(one)) {
        replace(result);
        continue;
      }
    }
    begun_[begun_size_++] = each;
    if (!checker_.is_whole()) continue;
    result.insert(result.end(), begun_.data(), begun_.data() + begun_size_);
    begun_size_ = 0;
  }
}

void utf8_repair::finish(std::vector<std::byte>& result) {
  if (begun_size_ != 0) replace(result);
}

void utf8_repair::replace(std::vector<std::byte>& result) {
  for (const unsigned each : {0xefU, 0xbfU, 0xbdU}) result.push_back(static_cast<std::byte>(each));
  begun_size_ = 0;
  checker_.reset();
}

}  // namespace naru::detail
