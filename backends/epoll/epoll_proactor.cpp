#include "epoll/epoll_proactor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <span>

#include "epoll/epoll_listener.hpp"
#include "epoll/epoll_stream.hpp"

namespace naru::detail {
namespace {

// The number of events that are taken from the system at a time. It is divided if several threads
// wait, so that one thread does not take all the work.
constexpr unsigned batch_max = 64;
constexpr unsigned batch_min = 8;

// epoll_wait counts whole milliseconds. This rounds up, so that no timer is early.
int to_milliseconds(proactor::duration timeout) noexcept {
  if (timeout == proactor::duration::max()) return -1;
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  return static_cast<int>(std::min<long long>(count, std::numeric_limits<int>::max()));
}

}  // namespace

epoll_proactor::epoll_proactor(const proactor_options& options) : system_proactor(options) {}

epoll_proactor::~epoll_proactor() { shut_down(); }

stream_pointer epoll_proactor::make_stream() { return stream_pointer(new epoll_stream(*this)); }

epoll_proactor::new_listener epoll_proactor::make_listener(const listen_options& options) {
  return new_listener(new epoll_listener(*this, options));
}

bool epoll_proactor::wait(duration timeout) {
  std::array<epoll_event, batch_max> events;  // NOLINT: filled by the system
  const unsigned batch = std::max(batch_max / std::max(workers(), 1U), batch_min);
  const int count = ::epoll_wait(events_.handle(), events.data(), static_cast<int>(batch),
                                 to_milliseconds(timeout));
  if (count < 0) {
    if (errno == EINTR) return false;
    throw std::system_error(native::last_error(), "cannot wait for events");
  }
  for (const epoll_event& event : std::span(events).first(static_cast<std::size_t>(count))) {
    if (event.data.ptr == nullptr) {
      woken();
      continue;
    }
    event_place& place = *static_cast<event_place*>(event.data.ptr);
    place_lock lock(place.lock);
    if (place.target != nullptr) place.target->ready(event.events, lock);
  }
  return count != 0;
}

void epoll_proactor::wake() noexcept { events_.wake(); }

std::unique_ptr<proactor> make_epoll_proactor(const proactor_options& options) {
  return std::make_unique<epoll_proactor>(options);
}

}  // namespace naru::detail
