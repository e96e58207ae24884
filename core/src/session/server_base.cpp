#include <naru/session/server_base.hpp>

#include <naru/callback.hpp>

#include <future>
#include <memory>
#include <utility>

#include "session_acceptor.hpp"
#include "session_core.hpp"

namespace naru {

server_base::server_base(proactor& owner, const server_options& options, make_session make)
    : acceptor_(std::make_shared<detail::session_acceptor>(owner, options, std::move(make))) {}

server_base::~server_base() { acceptor_->abandon(); }

void server_base::start() { acceptor_->start(); }

void server_base::stop(proactor::duration drain, operation& stopped) {
  acceptor_->stop(drain, stopped);
}

void server_base::stop_and_wait(proactor::duration drain) {
  const auto done = std::make_shared<std::promise<void>>();
  callback stopped([done](io_result) {
    const std::shared_ptr<std::promise<void>> kept = done;  // the callback may go at once
    kept->set_value();
  });
  stop(drain, stopped);
  done->get_future().wait();
}

proactor& server_base::owner() const noexcept { return acceptor_->owner(); }

endpoint server_base::local_endpoint() const noexcept { return acceptor_->local_endpoint(); }

std::size_t server_base::size() const { return acceptor_->registry().size(); }

session_counters server_base::counters() const { return acceptor_->counters(); }

std::shared_ptr<session_base> server_base::find_session(std::uint64_t id) const {
  std::shared_ptr<session_base> found = acceptor_->registry().find(id);
  return found && found->is_open() ? found : nullptr;
}

void server_base::visit_sessions(const std::function<void(session_base&)>& visit) const {
  acceptor_->registry().for_each([&](const std::shared_ptr<session_base>& each) {
    if (each->is_open()) visit(*each);
  });
}

}  // namespace naru
