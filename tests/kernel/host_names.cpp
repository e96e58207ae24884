#include "host_names.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

namespace kernel {
namespace {

int native_family(host_family family) noexcept {
  switch (family) {
    case host_family::v4:
      return AF_INET;
    case host_family::v6:
      return AF_INET6;
    case host_family::any:
      break;
  }
  return AF_UNSPEC;
}

host_answer to_answer(int error) noexcept {
  switch (error) {
    case 0:
      return host_answer::found;
    case EAI_AGAIN:
      return host_answer::try_again;
    case EAI_FAIL:
    case EAI_MEMORY:
    case EAI_SYSTEM:
      return host_answer::failed;
    default:
      return host_answer::unknown;
  }
}

host_address to_address(const addrinfo& from) noexcept {
  host_address address;
  address.is_v4 = from.ai_family == AF_INET;
  if (address.is_v4) {
    sockaddr_in v4{};
    std::memcpy(&v4, from.ai_addr, sizeof v4);
    std::memcpy(address.bytes.data(), &v4.sin_addr, sizeof v4.sin_addr);
  } else {
    sockaddr_in6 v6{};
    std::memcpy(&v6, from.ai_addr, sizeof v6);
    std::memcpy(address.bytes.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    address.scope = v6.sin6_scope_id;
  }
  return address;
}

}  // namespace

host_answer look_up_host(const char* name, host_family family, std::span<host_address> room,
                         std::size_t& count) noexcept {
  addrinfo hints{};
  hints.ai_family = native_family(family);
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(name, nullptr, &hints, &list);
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(list, [](addrinfo* each) {
    if (each != nullptr) ::freeaddrinfo(each);
  });
  count = 0;
  for (const addrinfo* each = list; each != nullptr && count != room.size(); each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    room[count++] = to_address(*each);
  }
  return to_answer(error);
}

}  // namespace kernel
