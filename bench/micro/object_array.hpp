// object_array: a number of objects side by side, all made from the same arguments. For objects
// that can be neither copied nor moved, such as those that contain operations.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

namespace bench {

template <class T>
class object_array {
 public:
  template <class... Arguments>
  explicit object_array(std::size_t capacity, Arguments&... arguments) : object_array(capacity) {
    while (size_ != capacity_) emplace_back(arguments...);
  }
  explicit object_array(std::size_t capacity)
      : capacity_(capacity), objects_(std::allocator<T>().allocate(capacity)) {}
  ~object_array() {
    std::destroy_n(objects_, size_);
    std::allocator<T>().deallocate(objects_, capacity_);
  }
  object_array(const object_array&) = delete;
  object_array& operator=(const object_array&) = delete;

  /// Up to the capacity.
  template <class... Arguments>
  void emplace_back(Arguments&&... arguments) {
    std::construct_at(objects_ + size_, std::forward<Arguments>(arguments)...);
    ++size_;
  }

  T& operator[](std::size_t index) noexcept { return objects_[index]; }
  T* begin() noexcept { return objects_; }
  T* end() noexcept { return objects_ + size_; }

 private:
  const std::size_t capacity_;
  std::size_t size_ = 0;
  T* const objects_;
};

}  // namespace bench
