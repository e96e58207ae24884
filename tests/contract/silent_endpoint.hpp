// silent_endpoint: an address that neither accepts nor refuses a connect.
#pragma once

#include "support.hpp"

#include <deque>
#include <optional>

namespace contract {

/// A listener that accepts nothing and whose backlog is full. If the system refuses connects
/// beyond the backlog, there is no such address.
class silent_endpoint {
 public:
  explicit silent_endpoint(naru::proactor& proactor) : proactor_(proactor) {
    naru::listen_options options;
    options.backlog = 1;
    options.accepts_outstanding = 1;
    if (listener_.listen(loopback(), options)) return;
    for (recorder& op : connected_) {
      fillers_.emplace_back(proactor).connect(listener_.local_endpoint(), op);
    }
    // Within this time the system answers the connects for which it has a place.
    proactor.run_for(100ms);
    silent_ = !connected_.back().completed();
  }
  ~silent_endpoint() {
    for (naru::tcp_stream& each : fillers_) each.close();
    CHECK(run_until(proactor_, [this] { return all_completed(connected_); }));
  }
  silent_endpoint(const silent_endpoint&) = delete;
  silent_endpoint& operator=(const silent_endpoint&) = delete;

  /// Empty, with a message, if there is none.
  [[nodiscard]] std::optional<naru::endpoint> get() const {
    if (!silent_) MESSAGE("skipped: this system answers connects beyond a listener's backlog");
    return silent_ ? std::optional(listener_.local_endpoint()) : std::nullopt;
  }

 private:
  naru::proactor& proactor_;
  std::deque<recorder> connected_{20};
  naru::tcp_listener listener_{proactor_};
  std::deque<naru::tcp_stream> fillers_;
  bool silent_ = false;
};

}  // namespace contract
