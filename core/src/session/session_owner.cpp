#include <naru/detail/session_owner.hpp>

#include <naru/callback.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>

#include <chrono>
#include <future>
#include <stdexcept>
#include <utility>

#include "contract/kept_failures.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"

namespace naru::detail {
namespace {

// The completion functions run inside of this call, so their exceptions arrive here. `stopped` is
// pending until the end, so none leaves it before.
void wait_by(services& own, const proactor& owner, const std::future<bool>& result) {
  kept_failures thrown(owner, "stop_blocking: an exception left a completion function");
  while (result.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
    try {
      own.let_happen();
    } catch (...) {
      thrown.add_current();
    }
  }
  thrown.throw_first();
}

}  // namespace

session_owner::session_owner(std::shared_ptr<session_host> host) noexcept
    : host_(std::move(host)) {}

session_owner::~session_owner() { host_->abandon(); }

proactor& session_owner::owner() const noexcept { return host_->owner(); }

submission session_owner::stop(proactor::duration drain, operation& stopped) {
  const std::shared_ptr<session_host> alive = host_;  // `stopped` may destroy this object
  return alive->stop(drain, stopped);
}

// If nothing is left, no thread need run the proactor any more. So this waits only for a stop that
// is pending.
bool session_owner::stop_blocking(proactor::duration drain) {
  if (owner().runs_on_this_thread()) {
    throw std::logic_error(
        "stop_blocking was called on a thread that runs the proactor: await stop instead");
  }
  const auto outcome = std::make_shared<std::promise<bool>>();
  callback stopped([outcome](io_result result) {
    // A copy, because set_value may end the callback.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const std::shared_ptr<std::promise<bool>> kept = outcome;
    kept->set_value(!result.error);
  });
  const session_host::stop_start how = host_->begin_stop(drain, stopped);
  if (how != session_host::stop_start::pending) return how == session_host::stop_start::ended;
  std::future<bool> result = outcome->get_future();
  if (services* const own = proactor_access::own_services(owner())) wait_by(*own, owner(), result);
  return result.get();
}

session_counters session_owner::counters() const { return host_->counters(); }

std::vector<session_state> session_owner::states() const {
  // The time by which the limits count, which stands still while the loop is held up.
  const proactor::time_point now = host_->next_round();
  std::vector<session_state> all;
  all.reserve(host_->registry().size());
  host_->registry().for_each(
      [&](session_base& each) { all.push_back(session_core::of(each)->state(now)); });
  return all;
}

session_options session_owner::session_limits() const {
  return host_->current().with(host_->limits(), {});
}

}  // namespace naru::detail
