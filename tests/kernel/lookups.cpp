// Look-ups of names. Each runs on a thread of the kernel, and calls back on it. The memory is
// malloc's, because tests count what the program takes from operator new.
#include <pthread.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <new>

#include "functions.hpp"
#include "host_names.hpp"

namespace kernel {
namespace {

struct name_lookup {
  std::array<char, 1024> name{};
  host_family family = host_family::any;
  ADDRINFOEXW** list = nullptr;
  OVERLAPPED* request = nullptr;
  LPLOOKUPSERVICE_COMPLETION_ROUTINE routine = nullptr;
  std::atomic<bool> cancelled{false};

  static void* operator new(std::size_t size) noexcept { return std::malloc(size); }
  static void operator delete(void* memory) noexcept { std::free(memory); }
};

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

int carry_out(name_lookup& asked) noexcept {
  std::array<host_address, 32> found;
  std::size_t count = 0;
  const host_answer answer = look_up_host(asked.name.data(), asked.family, found, count);
  ADDRINFOEXW* first = nullptr;
  while (count != 0) {
    node* const made = make_node(found[--count]);
    if (made == nullptr) continue;
    made->ai_next = first;
    first = made;
  }
  *asked.list = first;
  return to_error(answer);
}

void* run(void* argument) {
  auto* const asked = static_cast<name_lookup*>(argument);
  const int error = carry_out(*asked);
  const bool cancelled = asked->cancelled.load();
  // From this call on, the program may not cancel the look-up any more.
  asked->routine(static_cast<DWORD>(cancelled ? WSA_E_CANCELLED : error), 0, asked->request);
  delete asked;
  return nullptr;
}

bool start_thread(name_lookup& asked) noexcept {
  pthread_t thread{};
  if (pthread_create(&thread, nullptr, &run, &asked) != 0) return false;
  pthread_detach(thread);
  return true;
}

host_family family_of(const ADDRINFOEXW* hints) noexcept {
  if (hints == nullptr || hints->ai_family == AF_UNSPEC) return host_family::any;
  return hints->ai_family == AF_INET ? host_family::v4 : host_family::v6;
}

}  // namespace

int calls::GetAddrInfoExW(const wchar_t* name, const wchar_t*, DWORD, GUID*,
                          const ADDRINFOEXW* hints, ADDRINFOEXW** list, timeval*,
                          OVERLAPPED* request, LPLOOKUPSERVICE_COMPLETION_ROUTINE routine,
                          HANDLE* handle) {
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
  *handle = asked;
  if (start_thread(*asked)) return WSA_IO_PENDING;
  delete asked;
  return WSA_NOT_ENOUGH_MEMORY;
}

int calls::GetAddrInfoExCancel(HANDLE* handle) {
  static_cast<name_lookup*>(*handle)->cancelled.store(true);
  return NO_ERROR;
}

void calls::FreeAddrInfoExW(ADDRINFOEXW* list) {
  while (list != nullptr) {
    auto* const first = static_cast<node*>(list);
    list = list->ai_next;
    delete first;
  }
}

}  // namespace kernel
