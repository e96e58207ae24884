// server: accepts connections, makes a session for each, and ends them all in an orderly way.
//
//     naru::server<chatter> server(*proactor, {.address = naru::endpoint::parse("[::]:7777")});
//     server.start();
//     naru::worker_pool workers(*proactor, 5);
//     …
//     server.stop_blocking(std::chrono::seconds(5));
//
// Any number of threads may run the proactor; the functions of one session still run one at a
// time. If a session needs something of the program, a factory passes it on:
//
//     naru::server<player> server(*proactor, options, [&] { return std::make_shared<player>(world);
//     });
//
// A factory that takes the peer's address may refuse the connection before there is a session. It
// returns null then, and the connection is reset:
//
//     [&](const naru::endpoint& peer) -> std::shared_ptr<player> {
//       if (banned.contains(peer.address())) return nullptr;
//       return std::make_shared<player>(world);
//     }
//
// It is not for Unix domain sockets or datagrams.
//
// for_each and broadcast, to all sessions or to those that a filter chooses, are in
// detail/audience.hpp.
//
// Thread-safety: any thread may call every function except the destructor. The proactor must
// outlive the server.
#pragma once

#include <naru/detail/audience.hpp>
#include <naru/detail/server_base.hpp>
#include <naru/detail/session_factory.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

// There is no constraint, and Session may be incomplete at the place where the server is a member,
// so that a session can refer to its own server.
template <class Session>
class server : public detail::audience<Session, detail::server_base> {
 public:
  /// Makes a session, from the address of its peer if it asks for that.
  using factory = std::function<std::shared_ptr<Session>()>;
  using factory_for_peer = std::function<std::shared_ptr<Session>(const endpoint& peer)>;

  /// Listens; connections wait until start. Each session is made by `make`, on a thread that runs
  /// the proactor, one at a time. If `make` returns null or throws, the connection is reset, the
  /// server goes on, and session_options::exceptions_leave_run decides what happens with the
  /// exception. Accepts that fail are reported to proactor_options::on_failure. Throws
  /// std::system_error if it cannot listen on the address, and std::invalid_argument, which names
  /// the option, for an option out of range and for an empty factory.
  server(proactor& owner, const server_options& options, factory make)
      : detail::audience<Session, detail::server_base>(owner, options,
                                                       detail::session_factory(std::move(make))) {
    static_assert(std::derived_from<Session, session_base>, "a session derives from naru::session");
  }
  /// Works like the above. `make` gets the address of the peer. If a proxy is required, that is the
  /// proxy's address, because the header with the other one comes later.
  server(proactor& owner, const server_options& options, factory_for_peer make)
      : detail::audience<Session, detail::server_base>(owner, options,
                                                       detail::session_factory(std::move(make))) {
    static_assert(std::derived_from<Session, session_base>, "a session derives from naru::session");
  }
  /// Works like the above. Each session is made without arguments.
  template <class One = Session>  // checked only here, because Session is complete here
    requires std::default_initializable<One>
  server(proactor& owner, const server_options& options)
      : server(owner, options, factory([] { return std::make_shared<Session>(); })) {}

  /// The open session with that id; null if there is none.
  [[nodiscard]] std::shared_ptr<Session> find(std::uint64_t id) const {
    return std::static_pointer_cast<Session>(this->find_session(id));
  }
};

}  // namespace naru
