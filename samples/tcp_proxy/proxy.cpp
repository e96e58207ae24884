#include "proxy.hpp"

#include <algorithm>
#include <utility>

namespace samples {

proxy::proxy(naru::proactor& owner, const proxy_options& options)
    : options_(options),
      secure_(options.has_tls ? make_encryption(options.tls) : nullptr),
      listener_(owner, options.listen),
      log_(options.output) {
  const std::size_t count = std::min(accepts_pending, options.max_connections);
  for (std::size_t i = 0; i < count; ++i) acceptors_.emplace_back(*this);
  idle_.reserve(count);
}

void proxy::start() {
  for (acceptor& each : acceptors_) each.accept();
}

totals proxy::stop() {
  stopping_ = true;
  listener_.close();
  const auto deadline = std::chrono::steady_clock::now() + stop_deadline;
  const auto empty = [this] { return connections_.empty(); };
  std::unique_lock lock(mutex_);
  // A flow that is about to receive misses the request to stop, so the request is repeated.
  while (!empty()) {
    const bool late = std::chrono::steady_clock::now() >= deadline;
    for (auto& [id, each] : connections_) late ? each->close() : each->stop_waiting();
    emptied_.wait_for(lock, stop_interval, empty);
  }
  return totals_;
}

bool proxy::has_room_for(acceptor& idle) {
  const std::lock_guard lock(mutex_);
  const std::size_t at_work = acceptors_.size() - idle_.size();  // this one included
  if (connections_.size() + at_work <= options_.max_connections) return true;
  idle_.push_back(&idle);
  return false;
}

void proxy::adopt(naru::tcp_stream client) {
  connection* adopted = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (stopping()) return;
    const std::uint64_t id = ++totals_.connections;
    auto owned = std::make_unique<connection>(*this, id, std::move(client));
    adopted = owned.get();
    connections_.emplace(id, std::move(owned));
  }
  adopted->start();
}

void proxy::remove(const connection& leaving) {
  decltype(connections_)::node_type gone;  // closed after the lock is given back
  acceptor* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!leaving.reached_target()) ++totals_.failed_connects;
    totals_.bytes_to_target += leaving.bytes_to_target();
    totals_.bytes_to_client += leaving.bytes_to_client();
    gone = connections_.extract(leaving.id());
    if (!idle_.empty()) {
      next = idle_.back();
      idle_.pop_back();
    }
    if (connections_.empty()) emptied_.notify_all();
  }
  if (next != nullptr) next->accept();
}

}  // namespace samples
