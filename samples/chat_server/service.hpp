// service: the chat of one chat_server: its hall and its server, on any proactor.
//
//     service chat(*proactor, options.server, options.limits);
//     chat.start();
//     naru::worker_pool workers(*proactor, options.threads);
//     naru::sync_wait(*proactor, chat.serve_until_told());
//
// Thread-safety: as for naru::server. The proactor must outlive the service.
#pragma once

#include <naru/session/server.hpp>
#include <naru/signal_set.hpp>
#include <naru/task.hpp>

#include <functional>
#include <utility>

#include "hall.hpp"
#include "member.hpp"

namespace samples::chat {

class service {
 public:
  /// Listens; connections wait for start. From here on the stop signals do not end the program.
  service(naru::proactor& on, const naru::server_options& listening, const hall_limits& limits);

  [[nodiscard]] hall& rooms() noexcept { return hall_; }
  [[nodiscard]] const naru::server<member>& members() const noexcept { return server_; }

  /// From here on connections are accepted. Start it before the threads that run the proactor: they
  /// return if they find nothing to do.
  void start() { server_.start(); }
  /// `reload` is called whenever SIGHUP comes, which then stops nothing. Called before
  /// serve_until_told.
  void reload_with(std::function<void()> reload) { reload_ = std::move(reload); }
  /// Ends when a stop signal has come and every member has ended. Call it once, after start.
  [[nodiscard]] naru::task<> serve_until_told();

 private:
  hall hall_;
  naru::signal_set stops_;
  std::function<void()> reload_;
  naru::server<member> server_;
};

}  // namespace samples::chat
