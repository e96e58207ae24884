#include "tls/wire_output.hpp"

#include <algorithm>
#include <cstring>

namespace naru::detail {
namespace {

constexpr std::size_t least_capacity = 1'024;

}  // namespace

void wire_output::append(std::span<const std::byte> bytes) {
  if (bytes.empty()) return;
  if (capacity_ - end_ < bytes.size()) make_room(bytes.size());
  std::memcpy(memory_.get() + end_, bytes.data(), bytes.size());
  end_ += bytes.size();
}

void wire_output::drop(std::size_t bytes) noexcept {
  begin_ += std::min(bytes, size());
  if (begin_ == end_) begin_ = end_ = 0;
}

void wire_output::release() noexcept {
  if (size() > 0) return;
  memory_.reset();
  capacity_ = 0;
}

void wire_output::make_room(std::size_t bytes) {
  const std::size_t kept = size();
  if (capacity_ >= kept + bytes) {
    std::memmove(memory_.get(), memory_.get() + begin_, kept);
  } else {
    const std::size_t capacity = std::max({least_capacity, 2 * capacity_, kept + bytes});
    auto larger = std::make_unique_for_overwrite<std::byte[]>(capacity);
    if (kept > 0) std::memcpy(larger.get(), memory_.get() + begin_, kept);
    memory_ = std::move(larger);
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = kept;
}

}  // namespace naru::detail
