// vcruntime_new.h: the functions that allocate.
#pragma once

#include <vcruntime.h>

namespace std {

struct nothrow_t {
  explicit nothrow_t() = default;
};
extern const nothrow_t nothrow;

enum class align_val_t : size_t {};

}  // namespace std

[[nodiscard]] void* operator new(size_t);
[[nodiscard]] void* operator new(size_t, const std::nothrow_t&) noexcept;
[[nodiscard]] void* operator new(size_t, std::align_val_t);
[[nodiscard]] void* operator new(size_t, std::align_val_t, const std::nothrow_t&) noexcept;
[[nodiscard]] void* operator new[](size_t);
[[nodiscard]] void* operator new[](size_t, const std::nothrow_t&) noexcept;
[[nodiscard]] void* operator new[](size_t, std::align_val_t);
[[nodiscard]] void* operator new[](size_t, std::align_val_t, const std::nothrow_t&) noexcept;
void operator delete(void*) noexcept;
void operator delete(void*, const std::nothrow_t&) noexcept;
void operator delete(void*, size_t) noexcept;
void operator delete(void*, std::align_val_t) noexcept;
void operator delete(void*, size_t, std::align_val_t) noexcept;
void operator delete(void*, std::align_val_t, const std::nothrow_t&) noexcept;
void operator delete[](void*) noexcept;
void operator delete[](void*, const std::nothrow_t&) noexcept;
void operator delete[](void*, size_t) noexcept;
void operator delete[](void*, std::align_val_t) noexcept;
void operator delete[](void*, size_t, std::align_val_t) noexcept;
void operator delete[](void*, std::align_val_t, const std::nothrow_t&) noexcept;

[[nodiscard]] inline void* operator new(size_t, void* where) noexcept { return where; }
[[nodiscard]] inline void* operator new[](size_t, void* where) noexcept { return where; }
inline void operator delete(void*, void*) noexcept {}
inline void operator delete[](void*, void*) noexcept {}
