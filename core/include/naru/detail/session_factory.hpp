// session_factory: makes the sessions of a server or client.
#pragma once

#include <naru/endpoint.hpp>

#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

namespace naru {

class session_base;

namespace detail {

/// Makes a session for a connection with that peer, or returns null.
using make_session = std::function<std::shared_ptr<session_base>(const endpoint& peer)>;

/// Throws std::invalid_argument if `make` is empty. `Peer` is const endpoint&, or nothing.
template <class Session, class... Peer>
make_session session_factory(std::function<std::shared_ptr<Session>(Peer...)> make) {
  if (!make) {
    throw std::invalid_argument("the factory is empty: it makes a session for each connection");
  }
  if constexpr (sizeof...(Peer) == 0) {
    return [make = std::move(make)](const endpoint&) { return make(); };
  } else {
    return make;
  }
}

}  // namespace detail
}  // namespace naru
