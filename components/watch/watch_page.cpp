#include <naru/detail/check_range.hpp>
#include <naru/session/server.hpp>
#include <naru/watch.hpp>
#include <naru/web/http_pages.hpp>
#include <naru/web/web_socket.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include "watch/observed.hpp"
#include "watch/page_text.hpp"
#include "watch/viewer.hpp"

namespace naru {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t viewers_most = 1'024;
constexpr std::size_t update_size_max = std::size_t{16} << 20;

void check(const watch_options& options) {
  detail::check_range("viewers_max", options.viewers_max, 1, viewers_most);
  if (options.token.empty() && !options.address.address().is_loopback()) {
    throw std::invalid_argument("token is empty; an address that is not of this machine needs one");
  }
}

std::shared_ptr<const http_pages> pages_of(const std::shared_ptr<detail::observed>& what) {
  auto pages = std::make_shared<http_pages>();
  pages->add("/", "text/html; charset=utf-8", std::string(detail::watch_page_text));
  pages->add("/now.json", "application/json", [what] { return *what->update(); });
  pages->add("/metrics", "text/plain; version=0.0.4", [what] { return *what->metrics_text(); });
  return pages;
}

// Without a token, whoever asks must know this machine by a name of its own: otherwise a foreign
// page whose name leads to 127.0.0.1 could read this one in the browser of somebody here.
web_socket_server_options web_options(const watch_options& options,
                                      const std::shared_ptr<detail::observed>& what) {
  web_socket_server_options web{.messages = web_socket_messages::lines, .path = "/live"};
  web.pages = pages_of(what);
  web.token = options.token;
  if (options.token.empty()) web.hosts = {"127.0.0.1:*", "localhost:*", "[::1]:*"};
  web.message_size_max = 64;  // a page has little to say
  return web;
}

// A page that is open and takes its updates may be silent for ever.
server_options to_server_options(const watch_options& options,
                                 const std::shared_ptr<detail::observed>& what) {
  server_options all{.address = options.address};
  all.transport = web_socket(web_options(options, what));
  all.sessions_max = options.viewers_max;
  all.handshakes_max = options.viewers_max;
  all.sessions.message_size_max = 64;
  all.sessions.receive_buffer_size = 512;
  all.sessions.messages_per_second_max = 16;
  all.sessions.send_queue_max = update_size_max;
  all.sessions.on_overflow = overflow_policy::drop_newest;
  all.sessions.idle_timeout = 0ms;
  all.sessions.write_timeout = 15s;
  return all;
}

}  // namespace

class watch_page::state {
 public:
  state(proactor& owner, const watch_options& options)
      : what(std::make_shared<detail::observed>(owner)),
        viewers(owner, to_server_options(options, what),
                [what = what] { return std::make_shared<detail::viewer>(what); }) {}

  const std::shared_ptr<detail::observed> what;
  server<detail::viewer> viewers;
};

watch_page::watch_page(proactor& owner, const watch_options& options) {
  check(options);
  state_ = std::make_unique<state>(owner, options);
}

// A browser that asks for one update has no session, so the server does not wait for it.
watch_page::~watch_page() { state_->what->clear(); }

void watch_page::add(const detail::session_owner& sessions, std::string name) {
  state_->what->add(sessions, std::move(name));
}

void watch_page::add(const detail::room_base& room, std::string name) {
  state_->what->add(room, std::move(name));
}

void watch_page::add(const histogram& values, std::string name) {
  state_->what->add(values, std::move(name));
}

void watch_page::figure(std::string name, std::function<double()> value) {
  if (!value) throw std::invalid_argument("value is empty; a figure needs a function");
  state_->what->add(std::move(value), std::move(name));
}

void watch_page::remove(std::string_view name) { state_->what->remove(name); }

void watch_page::start() { state_->viewers.start(); }

submission watch_page::stop(proactor::duration drain, operation& stopped) {
  return state_->viewers.stop(drain, stopped);
}

bool watch_page::stop_blocking(proactor::duration drain) {
  return state_->viewers.stop_blocking(drain);
}

endpoint watch_page::local_endpoint() const noexcept { return state_->viewers.local_endpoint(); }

session_counters watch_page::counters() const { return state_->viewers.counters(); }

std::string watch_page::json() const { return state_->what->json(); }

}  // namespace naru
