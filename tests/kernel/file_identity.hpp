// file_identity: files of the system that this kernel runs on. Unix domain sockets have one each.
#pragma once

#include <cstdint>
#include <utility>

namespace kernel {

/// All zeros if there is no file.
struct file_identity {
  std::uint64_t number = 0;
  std::uint64_t device = 0;

  friend bool operator==(const file_identity&, const file_identity&) = default;
};

[[nodiscard]] file_identity identify_file(const char* path) noexcept;
[[nodiscard]] bool remove_file(const char* path) noexcept;

/// A file that was made. While the object lives, no other file gets its identity.
class made_file {
 public:
  made_file() = default;
  /// Is empty if there is such a file already, or none can be made.
  explicit made_file(const char* path) noexcept;
  made_file(made_file&& from) noexcept : descriptor_(std::exchange(from.descriptor_, -1)) {}
  made_file& operator=(made_file&& from) noexcept {
    std::swap(descriptor_, from.descriptor_);
    return *this;
  }
  ~made_file();

  [[nodiscard]] bool empty() const noexcept { return descriptor_ < 0; }

 private:
  int descriptor_ = -1;
};

}  // namespace kernel
