// expert_context: an io_context as somebody makes it who knows Asio's insides: the reactor takes no
// lock for each socket, and an Asio that has the option does not ask a socket again that it has
// emptied.
#pragma once

#include <asio.hpp>

#include <cstddef>
#include <memory>

#if ASIO_VERSION >= 103800
#include <asio/config.hpp>
#endif

namespace bench {

inline std::unique_ptr<asio::io_context> expert_context(std::size_t /*threads*/) {
#if ASIO_VERSION >= 103800
  return std::make_unique<asio::io_context>(
      asio::config_from_string("scheduler.concurrency_hint=1\n"
                               "reactor.io_locking=0\n"
                               "reactor.reset_edge_on_partial_read=1\n"));
#else
  return std::make_unique<asio::io_context>(ASIO_CONCURRENCY_HINT_UNSAFE_IO);
#endif
}

}  // namespace bench
