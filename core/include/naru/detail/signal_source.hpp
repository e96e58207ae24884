// The signals' part of the proactor contract: core implements it and signal_set calls it. Programs
// use signal_set.
//
// All functions except release may be called from any thread at the same time.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/operation.hpp>
#include <naru/signal_kind.hpp>

#include <memory>

namespace naru {

namespace detail {

class NARU_API signal_source {
 public:
  /// Starts `op`, also if there is an error. Fills `which` before `op` completes without error.
  virtual submission wait(signal_kind& which, operation& op) = 0;
  virtual void cancel() noexcept = 0;
  /// Ends the owner's interest: cancels, and frees the source once nothing is pending on it.
  virtual void release() noexcept = 0;

 protected:
  signal_source() = default;
  signal_source(const signal_source&) = delete;
  signal_source& operator=(const signal_source&) = delete;
  ~signal_source() = default;
};

using signal_pointer = std::unique_ptr<signal_source, release_socket>;

}  // namespace detail
}  // namespace naru
