// resolver: finds the addresses that a host name stands for.
//
// The system's own name service answers (hosts file, DNS, and whatever else it is set up to ask),
// in the order that the system prefers (RFC 6724). The system may need seconds for the question;
// cancelling, stopping or destroying the proactor never waits for it. A move-only value with one
// lookup pending at a time; several lookups at once need several resolvers. On POSIX systems the
// process makes at most 64 lookups at a time, and at most two for one name; further lookups wait
// for their turn.
//
//     naru::resolver resolver(*proactor);
//     resolver.resolve("example.org", 443, addresses_, resolved_);
//     …in resolved_:  for (const naru::endpoint& each : addresses_) …
//
//     auto [error, addresses] = co_await resolver.resolve("example.org", 443);   // in a coroutine
//
// It is not needed for connecting to a name, which naru::tcp_connector does as a whole, nor for
// addresses in numbers: use naru::address::parse. Lookups that hang keep the few threads that ask
// the system busy (64 outside Windows), and later lookups wait for their turn.
//
// Thread-safety: cancel may be called from any thread at any time, resolve from any thread. During
// the destructor and the moves, no other thread may use the resolver.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/resolver_object.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/resolve_options.hpp>
#include <naru/result.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace naru {

class proactor;

class NARU_API resolver {
 public:
  /// The longest host that is looked up, in bytes. A dot at the end does not count (RFC 1035).
  static constexpr std::size_t host_length_max = 253;

  /// `owner` must outlive the resolver; only the destructor may run later.
  explicit resolver(proactor& owner);
  /// A pending lookup moves along. A resolver that was moved from may only be destroyed or
  /// assigned to.
  resolver(resolver&&) noexcept = default;
  resolver& operator=(resolver&&) noexcept = default;
  /// Cancels like cancel().
  ~resolver() = default;

  /// Completes `op` once `results` holds the addresses of `host`, each once, at least one, with
  /// `port`. `results` is emptied first, and stays empty if there is an error. It must stay where
  /// it is until `op` completes. `host` need not outlive the call.
  ///
  /// An address in numbers ("127.0.0.1", "::1", "[::1]", "fe80::1%2") is taken as it is, without
  /// asking the system. A name goes to the system as it is: a name with letters outside ASCII
  /// works on Windows as UTF-8, and elsewhere in its encoded form ("xn--…").
  ///
  /// Errors: error::host_not_found if there is no such name, or no address of that family;
  /// error::try_again if the name service cannot be reached; error::lookup_failed if it gives up
  /// for other reasons; invalid_argument for a host that is empty, too long, contains a null
  /// character, or is in brackets and no IPv6 address; operation_canceled;
  /// error::operation_already_pending for a second lookup, which leaves the first and its results
  /// untouched.
  submission resolve(std::string_view host, std::uint16_t port, std::vector<endpoint>& results,
                     operation& op, const resolve_options& options = {});
  /// This form is for co_await: auto [error, addresses] = …; `host` must live until then.
  auto resolve(std::string_view host, std::uint16_t port, const resolve_options& options = {}) {
    return detail::awaitable_operation<resolve_action>(
        resolve_action{this, host, port, options, {}});
  }

  /// The pending lookup, if any, completes with std::errc::operation_canceled at once, whatever
  /// the system is still doing. A lookup that has completed keeps its result.
  void cancel() noexcept;

 private:
  struct resolve_action {
    static constexpr const char* waits_for = "a lookup";

    submission start(operation& op) { return asked->resolve(host, port, addresses, op, options); }
    void cancel(operation&) noexcept { asked->cancel(); }
    result<std::vector<endpoint>> finish(const io_result& outcome) noexcept {
      return {outcome.error, std::move(addresses)};
    }

    resolver* asked;
    std::string_view host;
    std::uint16_t port;
    resolve_options options;
    std::vector<endpoint> addresses;
  };

  detail::resolver_pointer object_;
};

}  // namespace naru
