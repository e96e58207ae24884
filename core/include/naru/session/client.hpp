// client: connects to a server and keeps a session with it. If the session is lost, it connects
// again.
//
//     naru::client<bot> client(*proactor, {.host = "game.example", .port = 7777});
//     client.start();
//     …
//     if (const auto session = client.current()) session->send(…);
//
// Each connection is a new session, made like those of a server: data that must outlast a session
// cannot be its member. If the program itself ends a session, by close or abort, the client does
// not connect again.
//
// It is not needed for one connection that is never made again: use a tcp_connector and a
// tcp_stream.
//
// Thread-safety: as for server. The proactor must outlive the client.
#pragma once

#include <naru/detail/client_base.hpp>
#include <naru/detail/session_factory.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

// There is no constraint, and Session may be incomplete at the place where the client is a member,
// so that a session can refer to its own client.
template <class Session>
class client : public detail::client_base {
 public:
  /// Makes a session.
  using factory = std::function<std::shared_ptr<Session>()>;

  /// Each session is made by `make`, on a thread that runs the proactor. If it returns null, the
  /// client ends there. If it throws, the connection is reset,
  /// session_options::exceptions_leave_run decides what happens with the exception, and the client
  /// tries again as after a lost session. Throws std::invalid_argument, which names the option, for
  /// an option out of range and for an empty factory.
  client(proactor& owner, const client_options& options, factory make)
      : detail::client_base(owner, options, detail::session_factory(std::move(make))) {
    static_assert(std::derived_from<Session, session_base>, "a session derives from naru::session");
  }
  /// Works like the above. Each session is made without arguments.
  template <class One = Session>  // checked only here, because Session is complete here
    requires std::default_initializable<One>
  client(proactor& owner, const client_options& options)
      : client(owner, options, [] { return std::make_shared<Session>(); }) {}

  /// The session, while it is open; null otherwise.
  [[nodiscard]] std::shared_ptr<Session> current() const {
    return std::static_pointer_cast<Session>(current_session());
  }
};

}  // namespace naru
