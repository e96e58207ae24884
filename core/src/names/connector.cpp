#include "names/connector.hpp"

#include <naru/detail/proactor_access.hpp>
#include <naru/error.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <new>
#include <utility>

#include "names/interleave.hpp"

namespace naru::detail {
namespace {

std::error_code canceled() noexcept { return std::make_error_code(std::errc::operation_canceled); }

bool is_good(const connect_options& options) noexcept {
  return options.attempt_delay >= connect_options::attempt_delay_min &&
         options.attempt_delay <= connect_options::attempt_delay_max &&
         options.timeout.count() >= 0 && options.timeout <= connect_options::timeout_max &&
         options.concurrent_attempts >= 1 &&
         options.concurrent_attempts <= connect_options::concurrent_attempts_max;
}

address_family family_of(family_order order) noexcept {
  if (order == family_order::v6_only) return address_family::v6;
  if (order == family_order::v4_only) return address_family::v4;
  return address_family::any;
}

// This machine has no way to the address, so the error tells nothing about the host.
bool says_nothing_of_the_host(const std::error_code& error) noexcept {
  constexpr std::array local{std::errc::network_unreachable, std::errc::address_not_available,
                             std::errc::address_family_not_supported};
  return std::ranges::any_of(local, [&](std::errc each) { return error == each; });
}

}  // namespace

submission connector::connect(std::string_view host, std::uint16_t port, tcp_stream& connected,
                              operation& op, const connect_options& options) {
  return start(connected, op, options, [&] {
    resolver_.resolve(host, port, addresses_, resolved_, {family_of(options.order)});
  });
}

submission connector::connect(std::span<const endpoint> addresses, tcp_stream& connected,
                              operation& op, const connect_options& options) {
  if (addresses.empty()) {
    return proactor_.fail(op, std::make_error_code(std::errc::invalid_argument));
  }
  return start(connected, op, options, [&] {
    addresses_.assign(addresses.begin(), addresses.end());
    proactor_.post(
        resolved_);  // a part that completes at once, so that there is one from the start
  });
}

// `resolve` starts resolved_, the first part.
template <class Resolve>
submission connector::start(tcp_stream& connected, operation& op, const connect_options& options,
                            Resolve resolve) {
  std::error_code refused;
  {
    const lock held(*this);
    try {
      refused = begin(connected, op, options);
    } catch (const std::bad_alloc&) {
      refused = std::make_error_code(std::errc::not_enough_memory);
    }
    if (!refused) {
      ++parts_;
      step(resolve);
      if (stage_ == stage::ending) proactor_.post(resolved_);  // in place of the lookup
    }
  }
  return refused ? proactor_.fail(op, refused) : submission::pending;
}

// If memory is missing for `next`, the connect cannot go on, but it has to end.
template <class Step>
void connector::step(Step next) {
  try {
    next();
  } catch (const std::bad_alloc&) {
    end(std::make_error_code(std::errc::not_enough_memory));
  }
}

// After the limit has passed, nothing is left to cancel.
void connector::cancel() noexcept {
  const lock held(*this);
  if (stage_ == stage::trying) give_up(canceled());
}

void connector::release() noexcept {
  {
    const lock held(*this);
    if (undecided()) end(canceled());
    released_ = true;
    if (stage_ != stage::idle) return;  // the last part frees it
  }
  delete this;
}

std::error_code connector::begin(tcp_stream& connected, operation& op,
                                 const connect_options& options) {
  if (!is_good(options) || &connected.owner() != &proactor_) {
    return std::make_error_code(std::errc::invalid_argument);
  }
  if (stage_ != stage::idle) return error::operation_already_pending;
  // First, because only this can fail.
  if (options.timeout.count() > 0) set(limit_, proactor_.now() + options.timeout, timed_out_);
  proactor_.begin(op);
  stage_ = stage::trying;
  op_ = &op;
  connected_ = &connected;
  options_ = options;
  error_.clear();
  next_ = 0;
  return {};
}

void connector::on_resolved(io_result result) {
  lock held(*this);
  if (stage_ == stage::trying) {
    result.error ? end(result.error) : step([this] { try_addresses(); });
  }
  part_done(held);
}

void connector::try_addresses() {
  interleave(addresses_, options_.order);
  addresses_.empty() ? end(error::host_not_found) : try_next();
}

// Starts one attempt, and the timer for the next.
void connector::try_next() {
  attempt& started = free_attempt();
  // From here on another thread may complete the attempt. Its completion function waits for the
  // lock, which is held here.
  started.stream.connect(addresses_[next_++], started.connected);
  started.pending = true;
  ++parts_;
  ++attempts_;
  next_due_ = proactor_.now() + options_.attempt_delay;
  if (next_ < addresses_.size() && !delay_.pending) set(delay_, next_due_, delay_passed_);
}

connector::attempt& connector::free_attempt() {
  const auto found = std::ranges::find(slots_, false, &attempt::pending);
  return found != slots_.end() ? *found : slots_.emplace_back(*this);
}

void connector::set(alarm& which, proactor::time_point when, operation& op) {
  proactor_access::start_timer(proactor_, which.entry, when, op);
  which.pending = true;
  ++parts_;
}

// If a failed attempt brings the next one forward, the timer is not moved: it expires before
// next_due_ and is started again.
void connector::go_on() {
  if (next_ == addresses_.size()) return;
  if (proactor_.now() < next_due_) {
    set(delay_, next_due_, delay_passed_);
  } else if (attempts_ < options_.concurrent_attempts) {
    try_next();
  }
}

void connector::on_delay_passed(io_result result) {
  lock held(*this);
  delay_.pending = false;
  if (stage_ == stage::trying) {
    result.error ? end(result.error) : step([this] { go_on(); });
  }
  part_done(held);
}

void connector::on_timeout(io_result result) {
  lock held(*this);
  limit_.pending = false;
  if (stage_ == stage::trying) {
    const auto late = std::make_error_code(std::errc::timed_out);
    result.error ? end(result.error) : give_up(late);
  }
  part_done(held);
}

// The attempts are cancelled, not closed: the result of a cancelled attempt tells whether its
// connection is established. A connection may have been made before the limit or the cancel
// although no thread has looked at it yet, or although another thread holds its completion.
void connector::give_up(const std::error_code& error) noexcept {
  stage_ = stage::late;
  error_ = error;
  if (attempts_ == 0) return end(error);
  stop_waiting();
  for (attempt& each : slots_) {
    if (each.pending) each.stream.cancel(each.connected);
  }
}

void connector::attempt_done(attempt& done, const std::error_code& error) {
  lock held(*this);
  done.pending = false;
  --attempts_;
  if (stage_ == stage::ending) {
    // It has been closed, whatever its result.
  } else if (!error) {
    winner_ = &done;
    end({});
  } else if (stage_ == stage::late) {
    if (attempts_ == 0) end(error_);
  } else {
    attempt_failed(error);
  }
  part_done(held);
}

void connector::attempt_failed(const std::error_code& error) {
  if (error == std::errc::operation_canceled) return end(error);  // the proactor is being destroyed
  note_failure(error);
  if (next_ < addresses_.size()) {
    step([this] { try_next(); });
  } else if (attempts_ == 0) {
    end(error_);
  }
}

void connector::note_failure(const std::error_code& error) noexcept {
  if (!error_ || !says_nothing_of_the_host(error) || says_nothing_of_the_host(error_)) {
    error_ = error;
  }
}

// The result is decided. Every part that is still pending is told to end too.
void connector::end(const std::error_code& error) noexcept {
  stage_ = stage::ending;
  error_ = error;
  stop_waiting();
  for (attempt& each : slots_) {
    if (each.pending) each.stream.close();
  }
}

// Ends the waits for the lookup, the next attempt and the limit.
void connector::stop_waiting() noexcept {
  resolver_.cancel();
  if (limit_.pending) proactor_access::cancel_timer(proactor_, limit_.entry);
  if (delay_.pending) proactor_access::cancel_timer(proactor_, delay_.entry);
}

// Each part's completion function ends with this call. The last of them ends the connect. From
// then on the owner may start the next connect or free the connector. If the owner has released
// the connector already, this thread frees it.
void connector::part_done(lock& held) noexcept {
  assert(parts_ != 0);  // invariant: connect-has-a-part
  --parts_;
  if (stage_ != stage::ending || parts_ != 0) return;
  hand_over();
  proactor& owner = proactor_;
  operation& op = *std::exchange(op_, nullptr);
  assert(op.pending() && !limit_.pending && !delay_.pending);
  const io_result result{error_, 0};
  const bool released = released_;
  stage_ = stage::idle;
  held.unlock();
  if (released) delete this;
  owner.complete(op, result);
}

void connector::hand_over() noexcept {
  if (winner_ != nullptr) *connected_ = std::move(std::exchange(winner_, nullptr)->stream);
}

}  // namespace naru::detail
