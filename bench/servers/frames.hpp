// frames: messages in a stream of bytes, each after its length in four bytes, most significant
// first. For the servers that have no library for that.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace bench {

inline constexpr std::size_t frame_header = 4;  // bytes

[[nodiscard]] inline std::size_t frame_length(const std::byte* header) noexcept {
  std::size_t length = 0;
  for (std::size_t i = 0; i < frame_header; ++i) {
    length = length << 8U | std::to_integer<std::size_t>(header[i]);
  }
  return length;
}

/// `to` must have room for frame_header + message.size() bytes.
inline void write_frame(std::byte* to, std::span<const std::byte> message) noexcept {
  for (std::size_t i = 0; i < frame_header; ++i) {
    to[i] = static_cast<std::byte>(message.size() >> (8 * (frame_header - 1 - i)));
  }
  std::memcpy(to + frame_header, message.data(), message.size());
}

inline void append_frame(std::vector<std::byte>& to, std::span<const std::byte> message) {
  const std::size_t before = to.size();
  to.resize(before + frame_header + message.size());
  write_frame(to.data() + before, message);
}

/// The buffer into which one receive after another writes, and in which messages are read in
/// place.
class frame_buffer {
 public:
  explicit frame_buffer(std::size_t size)
      : size_(size), bytes_(std::make_unique_for_overwrite<std::byte[]>(size)) {}

  [[nodiscard]] std::span<std::byte> room() noexcept { return {bytes_.get() + end_, size_ - end_}; }

  /// After `received` bytes came: calls `use` with each whole message. Returns false if a message
  /// is larger than the buffer.
  template <class Use>
  [[nodiscard]] bool take(std::size_t received, Use&& use) {
    end_ += received;
    std::size_t begin = 0;
    while (end_ - begin >= frame_header) {
      const std::size_t length = frame_length(bytes_.get() + begin);
      if (length > size_ - frame_header) return false;
      if (end_ - begin - frame_header < length) break;
      use(std::span<const std::byte>(bytes_.get() + begin + frame_header, length));
      begin += frame_header + length;
    }
    end_ -= begin;
    if (begin != 0) std::memmove(bytes_.get(), bytes_.get() + begin, end_);
    return true;
  }

 private:
  std::size_t size_;
  std::size_t end_ = 0;
  std::unique_ptr<std::byte[]> bytes_;
};

}  // namespace bench
