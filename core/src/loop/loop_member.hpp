// loop_member: an object that belongs to a loop: a socket, a resolver, a watch on signals. The loop
// closes its members while it is destroyed. It keeps the list of them under its mutex.
#pragma once

#include <naru/operation.hpp>

#include <cassert>

namespace naru::detail {

class loop_member : public operation_owner {
 public:
  /// Called while the loop is destroyed. Everything that is pending on the member completes with
  /// operation_canceled. The call may take the member off the list.
  virtual void close_with_loop() noexcept = 0;

 protected:
  using operation_owner::operation_owner;
  ~loop_member() = default;

  [[nodiscard]] bool listed() const noexcept { return listed_; }

 private:
  friend class loop;

  void link(loop_member*& head) noexcept {
    assert(!listed_ && next_ == nullptr && previous_ == nullptr);
    assert(head == nullptr || head->previous_ == nullptr);
    next_ = head;
    if (head != nullptr) head->previous_ = this;
    head = this;
    listed_ = true;
  }
  void unlink(loop_member*& head) noexcept {
    assert(listed_ && (previous_ != nullptr || head == this));
    (previous_ != nullptr ? previous_->next_ : head) = next_;
    if (next_ != nullptr) next_->previous_ = previous_;
    listed_ = false;
  }

  loop_member* previous_ = nullptr;
  loop_member* next_ = nullptr;
  bool listed_ = false;
};

}  // namespace naru::detail
