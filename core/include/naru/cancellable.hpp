// cancellable: the objects on which an operation can be pending and be cancelled: every socket,
// listener, timer, resolver, connector, reader and signal_set. naru::deadline and co_await need
// this.
#pragma once

#include <naru/operation.hpp>

namespace naru {

namespace detail {

/// The object can cancel one of its operations and leave the others alone.
template <class Target>
concept cancels_one_operation = requires(Target& target, operation& op) { target.cancel(op); };

/// The object can cancel everything that is pending on it.
template <class Target>
concept cancels_every_operation = requires(Target& target) { target.cancel(); };

}  // namespace detail

/// A deadline, or a stop, can end the object's operations. If the object can cancel one operation,
/// no other is touched.
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
