// operation_access: the one place through which the library reaches the private members of an
// operation.
#pragma once

#include <naru/operation.hpp>

#include <memory>
#include <utility>

namespace naru::detail {

struct operation_access {
  static operation*& next(operation& op) noexcept { return op.next_; }
  static operation_owner*& owner(operation& op) noexcept { return op.owner_; }
  static io_result& result(operation& op) noexcept { return op.result_; }
  static void set_pending(operation& op, bool pending) noexcept {
    op.pending_.store(pending, std::memory_order_release);
  }
  static operation_kind& kind(operation& op) noexcept { return op.kind_; }
  static operation_kind kind(const operation& op) noexcept { return op.kind_; }
  static bool allows_inline(const operation& op) noexcept {
    return op.mode_ == inline_completion::allowed;
  }
  static void complete(operation& op) { op.complete_(op); }

  /// Builds the backend's part of a request in the operation's storage.
  template <class Native, class... Arguments>
  static Native& emplace_native(operation& op, Arguments&&... arguments) {
    static_assert(sizeof(Native) <= operation::native_size && alignof(Native) <= alignof(void*));
    static_assert(std::is_trivially_destructible_v<Native>, "nothing destroys it");
    return *std::construct_at(reinterpret_cast<Native*>(op.native_),
                              std::forward<Arguments>(arguments)...);
  }

  static void* native(operation& op) noexcept { return op.native_; }
};

}  // namespace naru::detail
