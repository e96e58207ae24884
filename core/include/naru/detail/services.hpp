// services: the names, signals, datagram sockets, threads and chance of a proactor that does not
// use the system's. resolver, signal_set, udp_socket, blocking_pool and client ask the proactor for
// them first.
//
// The system's own are not reached through the proactor, because a virtual function is in every
// program. So a program that uses no datagram socket has no code for datagrams.
#pragma once

#include <naru/detail/datagram.hpp>
#include <naru/detail/deferred.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/resolver_object.hpp>
#include <naru/detail/signal_source.hpp>
#include <naru/endpoint.hpp>
#include <naru/signal_kind.hpp>
#include <naru/udp_options.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <system_error>

namespace naru::detail {

class NARU_API services {
 public:
  virtual resolver_pointer make_resolver() = 0;
  /// Open and bound. If it is refused, it is null and `error` is set.
  virtual datagram_pointer open_datagram(const endpoint& local, const udp_options& options,
                                         std::error_code& error) = 0;
  /// Watches these kinds of signals. If it is refused, it is null and `error` is set.
  virtual signal_pointer watch_signals(std::span<const signal_kind> kinds,
                                       std::error_code& error) = 0;
  /// Calls run_deferred with itself once, later, when the time has passed that blocking work takes
  /// here. May throw std::bad_alloc.
  virtual void defer(std::shared_ptr<deferred> what) = 0;
  /// Called again and again by who waits outside of run: lets something happen, because no other
  /// thread does it.
  virtual void let_happen() = 0;
  /// A seed for a part that makes random decisions and was given none.
  virtual std::uint32_t random_seed() noexcept = 0;

 protected:
  services() = default;
  services(const services&) = delete;
  services& operator=(const services&) = delete;
  ~services() = default;
};

}  // namespace naru::detail
