// posted_function: a function that was posted into a session and has not run yet: see
// session_base::post. A turn is the right to run the session's functions.
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

/// It is also an operation. If nothing else brings the session a turn, the loop runs this
/// operation, and its completion function begins the turn.
class NARU_API posted_function : public operation {
 public:
  virtual ~posted_function() = default;
  posted_function(const posted_function&) = delete;
  posted_function& operator=(const posted_function&) = delete;

  virtual void run() = 0;
  /// Frees the function. It has run or will never run, and it is not on its way as an operation.
  virtual void dispose() noexcept { delete this; }

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* memory, std::size_t size) noexcept {
    release_frame(memory, size);
  }

  // The lock of the session guards these.
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
