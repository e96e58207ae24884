#include <naru/detail/server_base.hpp>

#include <utility>

#include "session/broadcast.hpp"
#include "session/session_acceptor.hpp"

namespace naru::detail {

server_base::server_base(proactor& owner, const server_options& options, make_session make)
    : session_owner(std::make_shared<session_acceptor>(owner, options, std::move(make))) {}

session_acceptor& server_base::acceptor() const noexcept {
  return static_cast<session_acceptor&>(host());
}

void server_base::start() { acceptor().start(); }

submission server_base::stop_accepting(operation& ended) noexcept {
  return acceptor().stop_accepting(ended);
}

native_handle server_base::listening_handle() const noexcept {
  return acceptor().listening_handle();
}

void server_base::set_limits(const server_limits& changes) { host().set_limits(changes); }

endpoint server_base::local_endpoint() const noexcept { return acceptor().local_endpoint(); }

std::vector<endpoint> server_base::local_endpoints() const { return acceptor().local_endpoints(); }

std::size_t server_base::size() const { return host().registry().size(); }

std::shared_ptr<session_base> server_base::find_session(std::uint64_t id) const {
  std::shared_ptr<session_base> found = host().registry().find(id);
  return found && found->is_open() ? found : nullptr;
}

void server_base::visit_sessions(const std::function<void(session_base&)>& visit) const {
  host().registry().for_each([&](session_base& each) {
    if (each.is_open()) visit(each);
  });
}

std::size_t server_base::send_to_sessions(
    const segment_pointer& holder, const_buffer bytes,
    const std::function<bool(const session_base&)>& filter) const {
  broadcast sending(holder, bytes);
  host().registry().for_each([&](session_base& each) {
    if (!filter || (each.is_open() && filter(each))) sending.send_to(each);
  });
  return sending.queued();
}

}  // namespace naru::detail
