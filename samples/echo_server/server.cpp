#include "server.hpp"

#include <utility>

namespace samples {

server::server(naru::proactor& owner, const naru::endpoint& local, verbosity output)
    : listener_(owner, local), log_(output) {
  for (std::size_t i = 0; i < accepts_pending; ++i) acceptors_.emplace_back(*this);
}

void server::start() {
  for (acceptor& each : acceptors_) each.accept();
}

totals server::stop() {
  stopping_ = true;
  listener_.close();
  const auto deadline = std::chrono::steady_clock::now() + stop_deadline;
  const auto empty = [this] { return sessions_.empty(); };
  std::unique_lock lock(mutex_);
  // A session that is about to receive misses the request to stop, so the request is repeated.
  while (!empty() && std::chrono::steady_clock::now() < deadline) {
    for (auto& [id, each] : sessions_) each->stop_waiting();
    emptied_.wait_for(lock, stop_interval, empty);
  }
  for (auto& [id, each] : sessions_) each->close();
  emptied_.wait(lock, empty);
  return totals_;
}

void server::adopt(naru::tcp_stream stream) {
  session* adopted = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping()) return;
    const std::uint64_t id = ++totals_.connections;
    auto owned = std::make_unique<session>(*this, id, std::move(stream));
    adopted = owned.get();
    sessions_.emplace(id, std::move(owned));
  }
  adopted->start();
}

void server::remove(const session& leaving, const std::error_code& reason) {
  log_.closed(leaving.id(), reason.message());
  const std::lock_guard lock(mutex_);
  totals_.receives += leaving.counted().receives;
  totals_.bytes += leaving.counted().bytes;
  sessions_.erase(leaving.id());
  if (sessions_.empty()) emptied_.notify_all();
}

}  // namespace samples
