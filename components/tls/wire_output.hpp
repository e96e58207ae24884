// wire_output: the bytes that a layer has made and that wait to be sent. It keeps its memory while
// it is used, so that sending allocates nothing in steady state.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace naru::detail {

class wire_output {
 public:
  /// Throws std::bad_alloc.
  void append(std::span<const std::byte> bytes);
  void drop(std::size_t bytes) noexcept;
  /// Gives the memory back if nothing waits.
  void release() noexcept;

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return {memory_.get() + begin_, end_ - begin_};
  }
  [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }

 private:
  void make_room(std::size_t bytes);

  std::unique_ptr<std::byte[]> memory_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace naru::detail
