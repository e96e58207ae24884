// session_factory: makes the sessions of a server or client.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace naru {

class session_base;

namespace detail {

/// Throws std::invalid_argument if `make` is empty.
template <class Session>
std::function<std::shared_ptr<session_base>()> session_factory(
    std::function<std::shared_ptr<Session>()> make) {
  if (!make) {
    throw std::invalid_argument("the factory is empty: it makes a session for each connection");
  }
  return [make = std::move(make)] { return make(); };
}

}  // namespace detail
}  // namespace naru
