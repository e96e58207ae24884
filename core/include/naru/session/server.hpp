// server: accepts connections, makes a session of each, and ends them all in good order.
//
//     naru::server<chatter> server(*proactor, {.address = naru::endpoint::parse("[::]:7777")});
//     server.start();
//     naru::worker_pool workers(*proactor, 5);
//     …
//     server.stop_and_wait(std::chrono::seconds(5));
//
// Any number of threads may run the proactor; the functions of one session run one at a time all
// the same. A session that needs something of the program gets it from a factory:
//
//     naru::server<player> server(*proactor, options, [&] { return std::make_shared<player>(world);
//     });
//
// Not for: protocols over Unix domain sockets or datagrams.
//
// for_each and broadcast, to all or to those that a filter chooses, are in detail/audience.hpp.
//
// Thread-safety: find, for_each, broadcast and what server_base says so of, from any thread. The
// proactor outlives the server.
#pragma once

#include <naru/detail/audience.hpp>
#include <naru/detail/session_factory.hpp>
#include <naru/session/server_base.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace naru {

// Not constrained, and Session may be incomplete where the server is a member, so that a session
// can refer to its own server.
template <class Session>
class server : public detail::audience<Session, server_base> {
 public:
  using factory = std::function<std::shared_ptr<Session>()>;

  /// Listens; a connection waits until start. Each session is made by `make`, on a thread that runs
  /// the proactor, one at a time; if it throws, the connection is reset, the server goes on, and
  /// session_options::on_exception says what becomes of the exception. Accepts that fail are told
  /// to proactor_options::on_failure. Throws std::system_error where the address cannot be had, and
  /// std::invalid_argument, which names the option, for one out of range and for an empty factory.
  server(proactor& owner, const server_options& options, factory make)
      : detail::audience<Session, server_base>(owner, options,
                                               detail::session_factory(std::move(make))) {
    static_assert(std::derived_from<Session, session_base>, "a session derives from naru::session");
  }
  template <class One = Session>  // asked about only here, where it is complete
    requires std::default_initializable<One>
  server(proactor& owner, const server_options& options)
      : server(owner, options, [] { return std::make_shared<Session>(); }) {}

  /// The open session of that id; null where there is none.
  [[nodiscard]] std::shared_ptr<Session> find(std::uint64_t id) const {
    return std::static_pointer_cast<Session>(this->find_session(id));
  }
};

}  // namespace naru
