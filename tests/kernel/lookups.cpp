// Look-ups of names. Each runs on a thread of the kernel, and calls back on it, or on the thread
// that cancels. The memory is malloc's, because tests count what the program takes from operator
// new.
#include "lookups.hpp"

#include <pthread.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <new>
#include <utility>

#include "functions.hpp"
#include "host_names.hpp"
#include "memory.hpp"
#include "object.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

struct name_lookup {
  std::array<char, 1024> name{};
  host_family family = host_family::any;
  ADDRINFOEXW** list = nullptr;
  OVERLAPPED* request = nullptr;
  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine = nullptr;
  std::uintptr_t number = 0;  // its handle
  bool cancelled = false;
  bool calls_back = false;

  static void* operator new(std::size_t size) noexcept { return std::malloc(size); }
  static void operator delete(void* memory) noexcept { std::free(memory); }
};

// The look-ups that have not ended. It is never destroyed: see the table of handles.
struct lookup_table {
  std::mutex lock;
  std::condition_variable ended;
  vector<name_lookup*> all;
  std::uintptr_t last_number = 0;
  unsigned waiting_cancels = 0;
};

lookup_table& lookups() noexcept {
  alignas(lookup_table) static std::byte room[sizeof(lookup_table)];
  static lookup_table* const made = new (room) lookup_table;
  return *made;
}

// Needs the lock of the table.
name_lookup* find_lookup(std::uintptr_t number) noexcept {
  const auto found = std::ranges::find(lookups().all, number, &name_lookup::number);
  return found != lookups().all.end() ? *found : nullptr;
}

void enlist(name_lookup& asked) {
  lookup_table& table = lookups();
  const std::lock_guard lock(table.lock);
  asked.number = ++table.last_number;
  table.all.push_back(&asked);
}

void delist(name_lookup& ended) noexcept {
  lookup_table& table = lookups();
  {
    const std::lock_guard lock(table.lock);
    std::erase(table.all, &ended);
  }
  table.ended.notify_all();
}

// An entry of a list, with the place for its address.
struct node : ADDRINFOEXW {
  sockaddr_storage address{};

  static void* operator new(std::size_t size) noexcept { return std::malloc(size); }
  static void operator delete(void* memory) noexcept { std::free(memory); }
};

template <class Native>
void set_address(node& of, const Native& native) noexcept {
  std::memcpy(&of.address, &native, sizeof native);
  of.ai_addrlen = sizeof native;
  of.ai_addr = reinterpret_cast<sockaddr*>(&of.address);
}

node* make_node(const host_address& from) noexcept {
  node* const made = new node{};
  if (made == nullptr) return nullptr;
  made->ai_family = from.is_v4 ? AF_INET : AF_INET6;
  made->ai_socktype = SOCK_STREAM;
  if (from.is_v4) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, from.bytes.data(), sizeof v4.sin_addr);
    set_address(*made, v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_scope_id = from.scope;
    std::memcpy(&v6.sin6_addr, from.bytes.data(), sizeof v6.sin6_addr);
    set_address(*made, v6);
  }
  return made;
}

int to_error(host_answer answer) noexcept {
  switch (answer) {
    case host_answer::found:
      return NO_ERROR;
    case host_answer::unknown:
      return WSAHOST_NOT_FOUND;
    case host_answer::try_again:
      return WSATRY_AGAIN;
    case host_answer::failed:
      break;
  }
  return WSANO_RECOVERY;
}

int carry_out(const name_lookup& asked, ADDRINFOEXW*& first) noexcept {
  std::array<host_address, 32> found;
  std::size_t count = 0;
  const host_answer answer = look_up_host(asked.name.data(), asked.family, found, count);
  while (count != 0) {
    node* const made = make_node(found[--count]);
    if (made == nullptr) continue;
    made->ai_next = first;
    first = made;
  }
  return to_error(answer);
}

/// Returns false if somebody has called back already.
bool begin_call_back(name_lookup& asked) noexcept {
  const std::lock_guard lock(lookups().lock);
  return !std::exchange(asked.calls_back, true);
}

void* run(void* argument) {
  auto* const asked = static_cast<name_lookup*>(argument);
  ADDRINFOEXW* found = nullptr;
  int error = carry_out(*asked, found);
  if (begin_call_back(*asked)) {
    *asked->list = found;
    if (asked->cancelled) error = WSA_E_CANCELLED;
    asked->routine(static_cast<DWORD>(error), 0, asked->request);
  } else {
    calls::FreeAddrInfoExW(found);
  }
  delist(*asked);
  delete asked;
  return nullptr;
}

// The call does not return while the routine runs (dotnet/runtime #63552).
void await_routine(std::unique_lock<std::mutex>& lock, std::uintptr_t number) {
  lookup_table& table = lookups();
  ++table.waiting_cancels;
  const bool ended = table.ended.wait_for(lock, std::chrono::seconds(10),
                                          [&] { return find_lookup(number) == nullptr; });
  --table.waiting_cancels;
  if (!ended) misuse("GetAddrInfoExCancel", "the routine waits for the thread that cancels");
}

bool start_thread(name_lookup& asked) noexcept {
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, &run, &asked) != 0) return false;
  pthread_detach(thread);
  return true;
}

bool draws_an_early_call() noexcept {
  const std::lock_guard lock(lock_of_all());
  return draw(2);
}

host_family family_of(const ADDRINFOEXW* hints) noexcept {
  if (hints == nullptr || hints->ai_family == AF_UNSPEC) return host_family::any;
  return hints->ai_family == AF_INET ? host_family::v4 : host_family::v6;
}

}  // namespace

int calls::GetAddrInfoExW(const wchar_t* name, const wchar_t*, DWORD, GUID*,
                          const ADDRINFOEXW* hints, ADDRINFOEXW** list, timeval*,
                          OVERLAPPED* request, LPLOOKUPSERVICE_COMPLETION_ROUTINE routine,
                          HANDLE* lookup) {
  auto* const asked = new name_lookup;
  if (asked == nullptr) return WSA_NOT_ENOUGH_MEMORY;
  const auto room = static_cast<int>(asked->name.size() - 1);
  const auto size = static_cast<int>(std::wcslen(name));
  if (WideCharToMultiByte(CP_UTF8, 0, name, size, asked->name.data(), room, nullptr, nullptr) ==
      0) {
    delete asked;
    return WSAHOST_NOT_FOUND;
  }
  asked->family = family_of(hints);
  asked->list = list;
  asked->request = request;
  asked->routine = routine;
  enlist(*asked);
  *lookup = reinterpret_cast<HANDLE>(asked->number);
  if (start_thread(*asked)) return WSA_IO_PENDING;
  delist(*asked);
  delete asked;
  return WSA_NOT_ENOUGH_MEMORY;
}

// The routine is called at once ("GetAddrInfoExCancel" on Microsoft Learn), or by the thread that
// looks up, a little later.
int calls::GetAddrInfoExCancel(HANDLE* lookup) {
  const auto number = reinterpret_cast<std::uintptr_t>(*lookup);
  std::unique_lock lock(lookups().lock);
  name_lookup* const asked = find_lookup(number);
  if (asked == nullptr) return WSA_INVALID_HANDLE;
  if (asked->calls_back) {
    await_routine(lock, number);
    return WSA_INVALID_HANDLE;
  }
  asked->cancelled = true;
  if (!draws_an_early_call()) return NO_ERROR;
  asked->calls_back = true;
  const auto routine = asked->routine;
  OVERLAPPED* const request = asked->request;
  lock.unlock();
  routine(WSA_E_CANCELLED, 0, request);
  return NO_ERROR;
}

unsigned waiting_cancels_of_lookups() noexcept {
  const std::lock_guard lock(lookups().lock);
  return lookups().waiting_cancels;
}

void calls::FreeAddrInfoExW(ADDRINFOEXW* list) {
  while (list != nullptr) {
    auto* const first = static_cast<node*>(list);
    list = list->ai_next;
    delete first;
  }
}

}  // namespace kernel
