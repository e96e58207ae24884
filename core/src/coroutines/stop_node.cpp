#include <naru/detail/stop_node.hpp>

#include <cassert>
#include <mutex>
#include <utility>

namespace naru::detail {

bool stop_listener::listen(stop_node* node) noexcept {
  if (node == nullptr) return true;
  assert(node_ == nullptr);
  node_ = node;
  if (node->add(*this)) return true;
  node_ = nullptr;
  return false;
}

void stop_listener::leave() noexcept {
  if (node_ == nullptr) return;
  node_->remove(*this);
  node_ = nullptr;
}

bool stop_node::request() noexcept {
  std::unique_lock lock(lock_);
  if (requested_.exchange(true, std::memory_order_acq_rel)) return false;
  while (first_ != nullptr) {
    stop_listener& next = *first_;
    assert(next.node_ == this && running_ == nullptr);
    unlink(next);
    running_ = &next;
    lock.unlock();
    next.on_stop_(next);
    lock.lock();
    assert(running_ == &next);  // invariant: stop-only-asks
    running_ = nullptr;
  }
  return true;
}

void stop_node::on_stop_above(stop_listener& self) noexcept {
  static_cast<stop_node&>(self).request();
}

bool stop_node::add(stop_listener& listener) noexcept {
  const std::lock_guard lock(lock_);
  if (requested()) return false;
  assert(listener.node_ == this && listener.next_ == nullptr);
  listener.previous_ = nullptr;
  listener.next_ = first_;
  if (first_ != nullptr) first_->previous_ = &listener;
  first_ = &listener;
  return true;
}

void stop_node::remove(stop_listener& listener) noexcept {
  for (unsigned tries = 0;; spin_lock::give_way(tries++)) {
    const std::lock_guard lock(lock_);
    if (running_ == &listener) continue;
    if (first_ == &listener || listener.previous_ != nullptr) unlink(listener);
    return;
  }
}

void stop_node::unlink(stop_listener& listener) noexcept {
  assert(listener.previous_ != nullptr || first_ == &listener);
  stop_listener* const next = std::exchange(listener.next_, nullptr);
  stop_listener* const previous = std::exchange(listener.previous_, nullptr);
  (previous != nullptr ? previous->next_ : first_) = next;
  if (next != nullptr) next->previous_ = previous;
}

}  // namespace naru::detail
