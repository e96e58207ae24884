#include "acceptor.hpp"

#include <new>
#include <utility>

#include "proxy.hpp"

namespace samples {

acceptor::acceptor(proxy& owner) : proxy_(owner), next_(owner.listener().owner()) {}

void acceptor::accept() { proxy_.listener().accept(next_, accepted_); }

// An error concerns one connection, or the system is short of something for a while. The listener
// handles both, and the next accept may succeed.
void acceptor::on_accepted(naru::io_result result) {
  if (proxy_.stopping()) return;
  if (result.error) {
    proxy_.log().accept_failed(result.error.message());
  } else {
    adopt();
  }
  if (proxy_.has_room_for(*this)) accept();
}

// If there is no memory for one more connection, it is refused; the proxy goes on.
void acceptor::adopt() {
  try {
    proxy_.adopt(std::move(next_));
  } catch (const std::bad_alloc& error) {
    next_.close(naru::close_mode::reset);
    proxy_.log().accept_failed(error.what());
  }
}

}  // namespace samples
