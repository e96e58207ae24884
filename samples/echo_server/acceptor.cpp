#include "acceptor.hpp"

#include <new>
#include <utility>

#include "server.hpp"

namespace samples {

acceptor::acceptor(server& owner) : server_(owner), next_(owner.listener().owner()) {}

void acceptor::accept() { server_.listener().accept(next_, accepted_); }

// An error is one connection's, or the system is short of something for a while: the listener takes
// care of both, and the next accept may succeed.
void acceptor::on_accepted(naru::io_result result) {
  if (server_.stopping()) return;
  if (result.error) {
    server_.log().accept_failed(result.error.message());
  } else {
    adopt();
  }
  accept();
}

// No memory for one more session refuses a connection; it does not end the server.
void acceptor::adopt() {
  try {
    server_.adopt(std::move(next_));
  } catch (const std::bad_alloc& error) {
    next_.close();
    server_.log().accept_failed(error.what());
  }
}

}  // namespace samples
