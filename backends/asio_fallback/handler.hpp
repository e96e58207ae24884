// handler: the function object that Asio calls when a request has ended. It holds one pointer. The
// records of Asio go into storage that its target has, so nothing is allocated.
#pragma once

#include <cstddef>
#include <system_error>

namespace naru::detail {

/// Hands out one block of memory. Asio asks for one for each request, and gives it back before it
/// calls the handler.
template <class T, std::size_t Capacity>
class storage_allocator {
 public:
  using value_type = T;
  template <class Other>
  struct rebind {
    using other = storage_allocator<Other, Capacity>;
  };

  explicit storage_allocator(void* storage) noexcept : storage_(storage) {}
  template <class Other>
  explicit(false) storage_allocator(const storage_allocator<Other, Capacity>& other) noexcept
      : storage_(other.storage()) {}

  [[nodiscard]] T* allocate(std::size_t) noexcept {
    static_assert(sizeof(T) <= Capacity && alignof(T) <= alignof(void*),
                  "Asio's request does not fit");
    return static_cast<T*>(storage_);
  }
  void deallocate(T*, std::size_t) noexcept {}

  [[nodiscard]] void* storage() const noexcept { return storage_; }
  friend bool operator==(const storage_allocator&, const storage_allocator&) = default;

 private:
  void* storage_;
};

/// Calls Done with the target. The target has the memory for the request: storage() and
/// storage_size.
template <class Target, auto Done>
struct handler {
  using allocator_type = storage_allocator<void, Target::storage_size>;

  Target target;

  [[nodiscard]] allocator_type get_allocator() const noexcept {
    return allocator_type(target.storage());
  }

  template <class... Results>
  void operator()(const Results&... results) {
    Done(target, results...);
  }
};

}  // namespace naru::detail
