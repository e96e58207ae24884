// address_list: the answers of getaddrinfo and its kin, as endpoints.
//
// Include the system's socket header first: names and layout are the same everywhere, but the
// headers are not.
#pragma once

#include <naru/endpoint.hpp>

#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

#include "names/lookup.hpp"

namespace naru::detail {

/// The address of one node of the list. Only for a node whose family is AF_INET or AF_INET6.
template <class Node>
[[nodiscard]] address address_of(const Node& node) noexcept {
  if (node.ai_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, node.ai_addr, sizeof v4);
    address::v4_bytes bytes{};
    std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
    return address(bytes);
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, node.ai_addr, sizeof v6);
  address::v6_bytes bytes{};
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return address(bytes, static_cast<std::uint32_t>(v6.sin6_scope_id));
}

/// The whole list, in its order, with `port`.
template <class Node>
[[nodiscard]] std::vector<endpoint> endpoints_of(const Node* first, std::uint16_t port) {
  std::vector<endpoint> found;
  for (const Node* node = first; node != nullptr;) {
    const bool known = node->ai_family == AF_INET || node->ai_family == AF_INET6;
    if (known && node->ai_addr != nullptr) found.emplace_back(address_of(*node), port);
    const void* const next = node->ai_next;  // mingw-w64 declares another type
    node = static_cast<const Node*>(next);
  }
  return found;
}

template <class Node>
void lookup::answer_with(const Node* first, const std::error_code& error) noexcept {
  try {
    answer(error, endpoints_of(first, question().port));
  } catch (const std::bad_alloc&) {
    answer(std::make_error_code(std::errc::not_enough_memory), {});
  }
}

}  // namespace naru::detail
