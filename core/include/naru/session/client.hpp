// client: connects to a server and keeps a session with it, by connecting again where that is lost.
//
//     naru::client<bot> client(*proactor, {.host = "game.example", .port = 7777});
//     client.start();
//     …
//     if (const auto session = client.current()) session->send(…);
//
// Each connection is a new session, made as those of a server are: what is to outlast it is not its
// member. A session that the program itself ends, by close or abort, is the last.
//
// Not needed for one connection that is never made again: a tcp_connector and a tcp_stream do.
//
// Thread-safety: as server. The proactor outlives the client.
#pragma once

#include <naru/detail/session_factory.hpp>
#include <naru/session/client_base.hpp>

#include <concepts>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

// Not constrained, and Session may be incomplete where the client is a member, so that a session
// can refer to its own client.
template <class Session>
class client : public client_base {
 public:
  using factory = std::function<std::shared_ptr<Session>()>;

  /// Each session is made by `make`, on a thread that runs the proactor. If it gives null, the
  /// client ends there. If it throws, the connection is reset, session_options::on_exception says
  /// what becomes of the exception, and the client tries again as after a session that was lost.
  /// Throws std::invalid_argument, which names the option, for one out of range and for an empty
  /// factory.
  client(proactor& owner, const client_options& options, factory make)
      : client_base(owner, options, detail::session_factory(std::move(make))) {
    static_assert(std::derived_from<Session, session_base>, "a session derives from naru::session");
  }
  template <class One = Session>  // asked about only here, where it is complete
    requires std::default_initializable<One>
  client(proactor& owner, const client_options& options)
      : client(owner, options, [] { return std::make_shared<Session>(); }) {}

  /// The session, while it is open; null otherwise.
  [[nodiscard]] std::shared_ptr<Session> current() const {
    return std::static_pointer_cast<Session>(current_session());
  }
};

}  // namespace naru
