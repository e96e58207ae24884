#include "epoll/event_watch.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <utility>

#include "values/as_error.hpp"
#include <sockets.hpp>

namespace naru::detail {

event_set::event_set() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), waker_(-1) {
  const auto fail = [this](const char* what) {
    const std::error_code reason = native::last_error();
    if (waker_ != -1) ::close(waker_);
    if (epoll_ != -1) ::close(epoll_);
    throw std::system_error(reason, what);
  };
  if (epoll_ == -1) fail("cannot create an epoll");
  waker_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (waker_ == -1) fail("cannot create an eventfd");
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, waker_, &event) != 0) fail("cannot watch an eventfd");
}

event_set::~event_set() {
  ::close(waker_);
  ::close(epoll_);
}

// The counter of the eventfd would be full after 2^64 wakes.
void event_set::wake() noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);
  assert(written == sizeof one);
}

event_place& event_set::take_place(event_target& target) {
  const std::lock_guard lock(mutex_);
  event_place& place = free_ != nullptr ? *free_ : places_.emplace_front();
  if (&place == free_) free_ = std::exchange(place.next_free, nullptr);
  const std::lock_guard place_is_locked(place.lock);
  assert(place.target == nullptr);  // invariant: place-has-one-socket
  place.target = &target;
  return place;
}

void event_set::give_back(event_place& place) noexcept {
  {
    const std::lock_guard lock(place.lock);
    place.target = nullptr;
  }
  const std::lock_guard lock(mutex_);
  place.next_free = std::exchange(free_, &place);
}

std::error_code event_watch::reserve() noexcept {
  return as_error([&] {
    if (place_ == nullptr) place_ = &set_.take_place(target_);
    return std::error_code();
  });
}

std::error_code event_watch::want(native_handle socket, std::uint32_t events, bool again) noexcept {
  if ((events & ~events_) == 0 && !again) return {};
  return control(events_ == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, events_ | events);
}

std::error_code event_watch::change(native_handle socket, std::uint32_t events) noexcept {
  assert(events_ != 0 && events != 0);
  return events == events_ ? std::error_code() : control(EPOLL_CTL_MOD, socket, events);
}

std::error_code event_watch::end(native_handle socket) noexcept {
  return events_ == 0 ? std::error_code() : control(EPOLL_CTL_DEL, socket, 0);
}

void event_watch::leave() noexcept {
  if (place_ != nullptr) set_.give_back(*std::exchange(place_, nullptr));
}

std::error_code event_watch::control(int what, native_handle socket,
                                     std::uint32_t events) noexcept {
  assert(place_ != nullptr);
  epoll_event event{};
  event.events = events | EPOLLET;
  event.data.ptr = place_;
  int failed = ::epoll_ctl(set_.handle(), what, native::to_handle(socket), &event);
  // A socket that another process kept open stays registered when it is closed here. It may be
  // handed back, and get its old number.
  if (failed != 0 && what == EPOLL_CTL_ADD && errno == EEXIST) {
    failed = ::epoll_ctl(set_.handle(), EPOLL_CTL_MOD, native::to_handle(socket), &event);
  }
  if (failed != 0) return native::last_error();
  events_ = events;
  return {};
}

}  // namespace naru::detail
