// posted_function: a function on its way into a session: see session_base::post.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/frame_memory.hpp>
#include <naru/operation.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <utility>

namespace naru {

class session_base;

namespace detail {

/// As an operation, it brings the session a turn if nothing else does.
class NARU_API posted_function : public operation {
 public:
  virtual ~posted_function() = default;
  posted_function(const posted_function&) = delete;
  posted_function& operator=(const posted_function&) = delete;

  virtual void run() = 0;
  /// The function has run, or never will, and brings no turn any more.
  virtual void dispose() noexcept { delete this; }

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    release_frame(memory, size);
  }

  // Guarded by the lock of the session.
  posted_function* next = nullptr;
  bool brings_turn = false;
  bool ran = false;
  std::shared_ptr<session_base> session;  // set while it brings a turn

 protected:
  posted_function() noexcept : operation(&complete) {}

 private:
  static void complete(operation& self);
};

template <std::invocable Function>
class posted final : public posted_function {
 public:
  static_assert(alignof(Function) <= alignof(std::max_align_t), "not for over-aligned captures");

  explicit posted(Function function) : function_(std::move(function)) {}
  void run() override { function_(); }

 private:
  Function function_;
};

}  // namespace detail
}  // namespace naru
