#include "acceptor.hpp"

#include <new>
#include <utility>

#include "server.hpp"

namespace samples {

acceptor::acceptor(server& owner) : server_(owner), next_(owner.listener().owner()) {}

void acceptor::accept() { server_.listener().accept(next_, accepted_); }

// An error concerns one connection, or the system is short of something for a while. The listener
// handles both, and the next accept may succeed.
void acceptor::on_accepted(naru::io_result result) {
  if (server_.stopping()) return;
  if (result.error) {
    server_.log().accept_failed(result.error.message());
  } else {
    adopt();
  }
  accept();
}

// If there is no memory for one more session, the connection is refused; the server goes on.
void acceptor::adopt() {
  try {
    server_.adopt(std::move(next_));
  } catch (const std::bad_alloc& error) {
    next_.close();
    server_.log().accept_failed(error.what());
  }
}

}  // namespace samples
