// tcp_connector: connects to a host by its name, over the first of its addresses that answers.
//
// It looks the name up and tries the addresses in turn, IPv6 and IPv4 alternating, each with a
// head start over the next ("Happy Eyeballs", RFC 8305). So a host with one broken family costs a
// quarter of a second, not the minutes of a system's own timeout. A move-only value with one
// connect pending at a time. It keeps its memory for the next connect, except for sockets and
// names.
//
//     naru::tcp_connector connector(*proactor);
//     connector.connect("example.org", 443, stream_, connected_);
//
//     auto [error, stream] = co_await connector.connect("example.org", 443);   // in a coroutine
//
// It is not needed for one known address: use tcp_stream::connect.
//
// Thread-safety: cancel may be called from any thread at any time, connect from any thread. During
// the destructor and the moves, no other thread may use the connector.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/connect_options.hpp>
#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>
#include <naru/result.hpp>
#include <naru/tcp_stream.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace naru {

class proactor;

namespace detail {

class connector;

struct NARU_API release_connector {
  void operator()(connector* released) const noexcept;
};

}  // namespace detail

class NARU_API tcp_connector {
 public:
  /// `owner` must outlive the connector; only the destructor may run later.
  explicit tcp_connector(proactor& owner);
  /// A pending connect moves along. A connector that was moved from may only be destroyed or
  /// assigned to.
  tcp_connector(tcp_connector&&) noexcept = default;
  tcp_connector& operator=(tcp_connector&&) noexcept = default;
  /// A pending connect is cancelled, and its attempts are closed.
  ~tcp_connector() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Connects to `host`, a name or an address in numbers (see resolver::resolve), and puts the
  /// connection into `connected`, in place of what that was, before `op` completes without error.
  /// `connected` must belong to the same proactor and stay where it is until then; `host` need not
  /// outlive the call. When `op` completes, every other attempt has been closed and has ended.
  ///
  /// Errors: those of resolver::resolve; timed_out after options.timeout; operation_canceled;
  /// error::operation_already_pending for a second connect, which leaves the first untouched;
  /// invalid_argument for an option out of range or a stream of another proactor. If every attempt
  /// fails, the error is that of the last attempt. But if an attempt got an answer or was met with
  /// silence, its error counts before the errors of attempts for which this machine has no way.
  submission connect(std::string_view host, std::uint16_t port, tcp_stream& connected,
                     operation& op, const connect_options& options = {});

  /// Works like the above, for addresses that are known already; the call copies them.
  /// invalid_argument if there is none; error::host_not_found if none is of the wanted families.
  submission connect(std::span<const endpoint> addresses, tcp_stream& connected, operation& op,
                     const connect_options& options = {});

  /// This form is for co_await: auto [error, stream] = …; `host` or the addresses must live until
  /// then.
  auto connect(std::string_view host, std::uint16_t port, const connect_options& options = {}) {
    return connect_with([=, this](tcp_stream& connected, operation& op) {
      return connect(host, port, connected, op, options);
    });
  }
  auto connect(std::span<const endpoint> addresses, const connect_options& options = {}) {
    return connect_with([=, this](tcp_stream& connected, operation& op) {
      return connect(addresses, connected, op, options);
    });
  }

  /// Asks the pending connect, if any, to end with std::errc::operation_canceled. If its
  /// connection is established by then, even if no thread has seen that yet, the connect keeps it
  /// and completes without error. After options.timeout has passed, a cancel changes nothing.
  void cancel() noexcept;

 private:
  template <class Start>
  struct connect_action {
    static constexpr const char* waits_for = "a connect by name";

    submission start(operation& op) { return start_(stream, op); }
    void cancel(operation&) noexcept { connector->cancel(); }
    result<tcp_stream> finish(const io_result& result) noexcept {
      return {result.error, std::move(stream)};
    }

    tcp_connector* connector;
    Start start_;
    tcp_stream stream;
  };

  template <class Start>
  [[nodiscard]] detail::awaitable_operation<connect_action<Start>> connect_with(Start start) {
    return detail::awaitable_operation(
        connect_action<Start>{this, std::move(start), tcp_stream(*proactor_)});
  }

  proactor* proactor_;
  std::unique_ptr<detail::connector, detail::release_connector> connector_;
};

}  // namespace naru
