// cancellable: what an operation is pending on and can be taken back from: every socket, listener,
// timer, resolver, connector, reader and signal_set. What naru::deadline and co_await ask of it.
#pragma once

#include <naru/operation.hpp>

namespace naru {

namespace detail {

/// What can cancel one of its operations and leave the others alone.
template <class Target>
concept cancels_one_operation = requires(Target& target, operation& op) { target.cancel(op); };

/// What can cancel everything that is pending on it.
template <class Target>
concept cancels_every_operation = requires(Target& target) { target.cancel(); };

}  // namespace detail

/// What a deadline, or a stop, can end. Where a target can cancel one operation, no other is
/// touched.
template <class Target>
concept cancellable =
    detail::cancels_one_operation<Target> || detail::cancels_every_operation<Target>;

namespace detail {

template <cancellable Target>
void cancel_operation(Target& target, operation& op) {
  if constexpr (cancels_one_operation<Target>) {
    target.cancel(op);
  } else {
    target.cancel();
  }
}

}  // namespace detail
}  // namespace naru
