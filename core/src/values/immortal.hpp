// immortal: an object of the process that is never destroyed, because threads and signal handlers
// may use it while static objects are destroyed. It uses no heap, so making it cannot fail.
#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace naru::detail {

template <class T>
class immortal {
  static_assert(std::is_nothrow_default_constructible_v<T>);

 public:
  immortal() noexcept : object_(std::construct_at(reinterpret_cast<T*>(storage_))) {}
  immortal(const immortal&) = delete;
  immortal& operator=(const immortal&) = delete;

  [[nodiscard]] T& operator*() const noexcept { return *object_; }

 private:
  alignas(T) std::byte storage_[sizeof(T)];
  T* const object_;
};

}  // namespace naru::detail
