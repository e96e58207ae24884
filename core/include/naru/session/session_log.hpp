// session_log: an observer that writes what becomes of sessions to the log of their proactor.
//
//     naru::server_options options{.address = naru::endpoint::parse("[::]:7777")};
//     options.observer = std::make_shared<naru::session_log>(*proactor, "lobby");
//     naru::server<player> lobby(*proactor, options);
//
// The events are session_accepted, session_closed and session_refused: see docs/observing.md.
// Handlers and accepts that fail are logged as failures without it.
//
// It is not for a log of one's own form: derive from session_observer. Without
// proactor_options::log it does nothing.
//
// Thread-safety: servers and clients may share one. The proactor must outlive it.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/session/session_observer.hpp>

#include <string>
#include <string_view>

namespace naru {

class proactor;

class NARU_API session_log final : public session_observer {
 public:
  /// `server` is the first field of each event. Throws std::bad_alloc.
  session_log(const proactor& owner, std::string_view server) : owner_(owner), server_(server) {}

  void on_accepted(session_base& session) override;
  void on_closed(const session_base& session, const summary& was) override;
  void on_refused(const endpoint& peer, refusal why) override;

 private:
  const proactor& owner_;
  const std::string server_;
};

}  // namespace naru
