// watch_page: a page in the browser that shows a server while it runs: the players who suffer, who
// came and who left and why, the loop, rooms and ticks, and where each coroutine waits.
//
//     naru::watch_page page(*proactor, {.address = naru::endpoint::parse("127.0.0.1:9200")});
//     page.add(server, "world");
//     page.add(tick_time, "tick");                         // a naru::histogram
//     page.figure("bots", [&] { return bots.load(); });
//     page.start();                                        // open http://127.0.0.1:9200/
//
// The page gets an update twice a second while somebody looks at it. While nobody does, nothing is
// collected and no timer runs. Updates never take more than about a hundredth of a thread: if one
// takes long, because there are many sessions or tasks, the next one comes later, up to ten
// seconds.
//
// On the same port are /metrics, for Prometheus, and /now.json, which is the newest update. Both
// are made anew after 400 milliseconds at the earliest, however often they are asked for, and
// /metrics takes at most half of a hundredth of a thread. What an update has in it may change with
// each version.
//
// The page shows addresses of peers, and lines of the program's source. So it is served on this
// machine only, or asks for a token. It is not for players.
//
// For the rates of each session its server needs an observer, which may be one that does nothing:
// see session_state::bytes_received.
//
// Thread-safety: any thread may call every function except the destructor. The proactor must
// outlive the page. So must everything that was added, unless it is removed before.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/session_owner.hpp>
#include <naru/endpoint.hpp>
#include <naru/histogram.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>
#include <naru/session/room.hpp>
#include <naru/session/session_counters.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace naru {

/// Where a watch_page is served, and to whom.
struct watch_options {
  /// With port 0 the system chooses a port: see watch_page::local_endpoint.
  endpoint address = endpoint(address::loopback_v4(), 0);
  /// If it is not empty, each request must have it: open http://host:port/?token=TOKEN. An address
  /// that is not of this machine needs one. It is sent as it is, so where others can listen it
  /// protects only inside a tunnel, such as that of ssh. Visible ASCII.
  std::string token = {};
  /// The number of pages that may be open at once: 1 to 1,024.
  std::size_t viewers_max = 8;
};

class watch_page {
 public:
  /// Listens; browsers wait until start. Throws std::system_error if it cannot listen on the
  /// address, and std::invalid_argument, which names the option, for an option out of range, and
  /// for an address that is not of this machine if there is no token.
  explicit watch_page(proactor& owner, const watch_options& options = {});
  watch_page(const watch_page&) = delete;
  watch_page& operator=(const watch_page&) = delete;
  /// Ends the connections that are left at once. After this nothing that was added is used any
  /// more. It waits for an update that another thread makes.
  ~watch_page();

  // The page shows what was added. The names are what it calls them, in any language. Each may be
  // called before and after start. Each throws std::invalid_argument if something of its kind has
  // that name already, and may throw std::bad_alloc.
  //
  // In /metrics a name is the label of a figure: watched_room_sessions{room="…"},
  // watched_room_broadcasts_total and watched_room_messages_total; watched_figure{name="…"};
  // watched_seconds{name="…"} for a histogram of durations and watched_values for another.

  /// The sessions of a server or client.
  void add(const detail::session_owner& sessions, std::string name);
  /// The number of sessions in a room.
  void add(const detail::room_base& room, std::string name);
  /// Values of the program, such as the time of each tick.
  void add(const histogram& values, std::string name);
  /// Any other number. `value` is called on a thread that runs the proactor, while a page is open.
  /// It must not call the page. If it throws, the number is left out. Do not hold a lock that it
  /// takes while you call remove or json, or destroy the page: they wait for it.
  void figure(std::string name, std::function<double()> value);
  /// Removes everything of that name. After this nothing of it is used any more.
  void remove(std::string_view name);

  /// Answers browsers from here on. Throws std::logic_error if it was called before.
  void start();
  /// Takes no more browsers, and closes the pages that are open: as server::stop does, which see.
  submission stop(proactor::duration drain, operation& stopped);
  /// This form is for co_await, which gives an io_result.
  auto stop(proactor::duration drain) {
    return make_awaitable([=, this](operation& op) { return stop(drain, op); });
  }
  /// Stops and waits until it is done, as server::stop_blocking does, which see.
  bool stop_blocking(proactor::duration drain);

  /// The endpoint on which it listens, with the real port.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  /// The pages that are open count as sessions.
  [[nodiscard]] session_counters counters() const;
  /// An update as it is now, whether or not somebody looks. Throws std::bad_alloc.
  [[nodiscard]] std::string json() const;

 private:
  class state;

  std::unique_ptr<state> state_;
};

}  // namespace naru
