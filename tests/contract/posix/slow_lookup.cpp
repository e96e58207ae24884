// Replaces getaddrinfo: the program's own definition goes before the C library's.
#include "../system.hpp"

#include <dlfcn.h>
#include <netdb.h>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace {

struct gate {
  std::mutex mutex;  // guards the variables below
  std::condition_variable changed;
  bool closed = false;
  std::size_t waiting = 0;
};

// Never destroyed: a thread may still look something up when the program ends.
gate& the_gate() {
  static gate& instance = *new gate;
  return instance;
}

constinit std::atomic<std::size_t> lookups{0};

using lookup_function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

lookup_function systems_own() noexcept {
  static const auto found = reinterpret_cast<lookup_function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return found;
}

void wait_at_gate() {
  gate& here = the_gate();
  std::unique_lock lock(here.mutex);
  if (!here.closed) return;
  ++here.waiting;
  here.changed.notify_all();
  here.changed.wait(lock, [&] { return !here.closed; });
  --here.waiting;
  here.changed.notify_all();
}

}  // namespace

extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints,
                           addrinfo** found) {
  lookups.fetch_add(1, std::memory_order_relaxed);
  if (host != nullptr && std::string_view(host).ends_with(contract::slow_lookup::suffix)) {
    wait_at_gate();
    return EAI_AGAIN;
  }
  const lookup_function own = systems_own();
  return own == nullptr ? EAI_FAIL : own(host, service, hints, found);
}

namespace contract {

const char* slow_lookup::impossible_because() noexcept {
  return systems_own() == nullptr ? "the C library's getaddrinfo cannot be wrapped" : nullptr;
}

slow_lookup::slow_lookup() {
  const std::lock_guard lock(the_gate().mutex);
  the_gate().closed = true;
}

slow_lookup::~slow_lookup() {
  gate& here = the_gate();
  std::unique_lock lock(here.mutex);
  here.closed = false;
  here.changed.notify_all();
  here.changed.wait(lock, [&] { return here.waiting == 0; });
}

std::size_t slow_lookup::waiting() const noexcept {
  const std::lock_guard lock(the_gate().mutex);
  return the_gate().waiting;
}

std::optional<std::size_t> system_lookups() noexcept {
  return lookups.load(std::memory_order_relaxed);
}

}  // namespace contract
