// The page on sockets: what it tells of a known server, who may look, and that it does nothing for
// nobody.
#include <naru/watch.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../contract/json.hpp"
#include "../contract/simulated_backend.hpp"
#include "../web/sockets/browser.hpp"
#include "../web/support.hpp"
#include "watch/json_writer.hpp"

using namespace contract;
using namespace web_tests;
using namespace std::string_view_literals;

namespace {

/// A server with sessions, and a page that shows it.
struct watched : stage {
  explicit watched(naru::watch_options options = {}, script text = {})
      : stage(naru::server_options{.address = loopback(),
                                   .observer = std::make_shared<naru::session_observer>()},
              std::move(text)),
        page(*proactor, options) {
    page.add(server, "world");
    page.start();
  }

  [[nodiscard]] browser visit() { return {*proactor, page.local_endpoint()}; }
  [[nodiscard]] json now() const { return json::read(page.json()); }

  naru::watch_page page;
};

std::string request(std::string_view target, std::string_view host) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
}

std::string upgrade(std::string_view target, std::string_view host = "localhost:1") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + std::string(host) +
         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string status_of(watched& on, const std::string& asked) {
  browser one = on.visit();
  CHECK(one.send(asked));
  return one.receive(12).substr(9);
}

/// Opens a WebSocket and returns false if it does not become one.
bool open(browser& one) {
  if (!one.send(upgrade("/live"))) return false;
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    const std::string next = one.receive(1);
    if (next.empty()) return false;
    head += next;
  }
  return head.starts_with("HTTP/1.1 101 ");
}

/// The next text message. A server does not mask, and sends one whole message in each frame.
std::string next_message(browser& one) {
  const std::string head = one.receive(2);
  if (head.size() != 2 || head[0] != '\x81') return {};
  std::size_t size = static_cast<unsigned char>(head[1]);
  const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (more != 0) size = 0;
  for (const char each : one.receive(more)) size = size * 256 + static_cast<unsigned char>(each);
  return one.receive(size);
}

}  // namespace

TEST_SUITE_BEGIN("watch");

TEST_CASE("an_update_tells_what_the_server_counts") {
  watched on({}, {.message = [](scripted_session& self, std::string text) { self.send(text); }});
  peer one = on.join();
  peer other = on.join();
  CHECK(one.send("hello"));
  CHECK(one.receive() == "hello");
  CHECK(on.until([&] { return on.server.counters().messages_sent == 1; }));
  on.proactor->run_for(1ms);
  const json update = on.now();
  CHECK(update["backend"].text == on.proactor->backend());
  const json& server = update["servers"].elements.at(0);
  CHECK(server["name"].text == "world");
  CHECK(server["sessions"].text == "2");
  CHECK(server["accepted"].text == "2");
  CHECK(server["messages_received"].text == "1");
  CHECK(server["messages_sent"].text == "1");
  CHECK(server["bytes_received"].text == "9");
  REQUIRE(update["sessions"].elements.size() == 2);
  std::uint64_t received = 0;
  for (const json& each : update["sessions"].elements) {
    REQUIRE(each.elements.size() == update["columns"].elements.size());
    received += std::stoull(each.elements.at(7).text);
    CHECK(each.elements.at(3).text == "waits");
  }
  CHECK(received == 9);
  CHECK(std::stoull(update["loop"]["completed"].text) > 0);
}

TEST_CASE("ends_are_told_by_their_reason") {
  watched on;
  {
    peer one = on.join();
  }
  CHECK(on.until_ended());
  const json update = on.now();
  const json& ended = update["servers"].elements.at(0)["ended_by"];
  REQUIRE(ended.members.size() == 1);
  CHECK(ended.members.begin()->second.text == "1");
  CHECK(ended.members.begin()->first == naru::describe(on.written.reason()));
  CHECK(update["sessions"].elements.empty());
}

TEST_CASE("what_the_program_adds_is_told_until_it_is_removed") {
  watched on;
  naru::room<scripted_session> lobby;
  naru::histogram ticks;
  ticks.record(3ms);
  on.page.add(lobby, "lobby");
  on.page.add(ticks, "tick");
  on.page.figure("seven", [] { return 7.0; });
  on.page.figure("fails", []() -> double { throw std::runtime_error("no"); });
  peer one = on.join();
  REQUIRE(lobby.join(*on.only()));
  json update = on.now();
  CHECK(update["rooms"].elements.at(0).elements.at(1).text == "1");
  CHECK(update["figures"].elements.at(0).elements.at(1).text == "7");
  CHECK(update["figures"].elements.at(1).elements.at(1).is == json::shape::null);
  CHECK(update["histograms"].elements.at(0)["sum"].text == "3000000");
  for (const char* each : {"lobby", "tick", "seven", "fails", "world"}) on.page.remove(each);
  update = on.now();
  for (const char* each : {"rooms", "figures", "histograms", "servers"}) {
    CHECK(update[each].elements.empty());
  }
}

TEST_CASE("only_the_sessions_that_suffer_most_are_told_one_by_one") {
  watched on;
  std::vector<peer> peers;
  constexpr int count = 205;
  peers.reserve(count);
  for (int i = 0; i < count; ++i) peers.push_back(on.join());
  CHECK(on.until([&] { return on.written.connections() == count; }));
  const auto states = on.server.states();
  const auto worst = on.server.find(states.back().id);
  worst->send(std::string(500'000, 'x'));
  const json update = on.now();
  CHECK(update["sessions"].elements.size() == 200);
  CHECK(update["servers"].elements.at(0)["sessions"].text == "205");
  std::uint64_t all = 0;
  for (const json& each : update["servers"].elements.at(0)["levels"].elements) {
    all += std::stoull(each.text);
  }
  CHECK(all == count);
  CHECK(update["sessions"].elements.at(0).elements.at(1).text == std::to_string(worst->id()));
}

TEST_CASE("a_page_that_is_open_gets_updates_and_nothing_runs_without_one") {
  watched on;
  on.page.figure("asked", [asked = 0.0]() mutable { return ++asked; });
  const auto asked = [](const json& update) {
    return std::stod(update["figures"].elements.at(0).elements.at(1).text);
  };
  on.proactor->run_for(700ms);
  {
    browser one = on.visit();
    REQUIRE(open(one));
    CHECK(on.until([&] { return on.page.counters().sessions == 1; }));
    CHECK(one.send(frame(0x81, "watch")));
    CHECK(asked(json::read(next_message(one))) == 1);
    on.proactor->run_for(700ms);  // it has not asked for more
    CHECK(one.send(frame(0x81, "more")));
    CHECK(asked(json::read(next_message(one))) == 2);
  }
  CHECK(on.until([&] { return on.page.counters().sessions == 0; }));
  const double before = asked(on.now());
  on.proactor->run_for(1'200ms);
  CHECK(asked(on.now()) == before + 1);
}

TEST_CASE("pages_that_are_open_at_once_share_an_update") {
  watched on;
  on.page.figure("asked", [asked = 0.0]() mutable { return ++asked; });
  browser one = on.visit();
  browser other = on.visit();
  REQUIRE(open(one));
  REQUIRE(open(other));
  CHECK(one.send(frame(0x81, "watch")));
  const std::string first = next_message(one);
  CHECK(other.send(frame(0x81, "watch")));
  CHECK(next_message(other) == first);
}

// A foreign page may ask for either without a pause, although it cannot read the answer.
TEST_CASE("what_is_asked_for_by_its_path_has_a_budget") {
  for (const char* path : {"/now.json", "/metrics"}) {
    CAPTURE(path);
    watched on;
    int asked = 0;
    on.page.figure("asked", [&] { return double(++asked); });
    const auto begin = on.proactor->now();
    for (int i = 0; i < 5; ++i) CHECK(status_of(on, request(path, "localhost")) == "200");
    CHECK(asked >= 1);
    CHECK(asked <= 1 + (on.proactor->now() - begin) / 400ms);
  }
}

TEST_CASE("a_name_in_any_language_is_the_label_of_a_metric") {
  watched on;
  const naru::room<scripted_session> lobby;
  const naru::histogram ticks;
  const naru::histogram sizes({64, 256});
  on.page.add(lobby, "광장");
  on.page.add(ticks, "tick");
  on.page.add(sizes, "tick_seconds");
  on.page.figure("몬스터", [] { return 7.0; });
  on.page.figure("플레이", [] { return 8.0; });
  on.page.figure("fails", []() -> double { throw std::runtime_error("no"); });
  browser one = on.visit();
  CHECK(one.send(request("/metrics", "localhost")));
  std::string page;
  while (page.find("watched_values_count") == std::string::npos) {
    const std::string next = one.receive(1);
    REQUIRE_FALSE(next.empty());
    page += next;
  }
  for (const std::string_view line :
       {"watched_room_sessions{room=\"광장\"} 0\n"sv, "watched_figure{name=\"몬스터\"} 7\n"sv,
        "watched_figure{name=\"플레이\"} 8\n"sv, "watched_seconds_count{name=\"tick\"} 0\n"sv}) {
    CAPTURE(line);
    CHECK(page.find(line) != std::string::npos);
  }
  CHECK(page.find("fails") == std::string::npos);
}

TEST_CASE("a_name_is_taken_once_for_each_kind") {
  watched on;
  const naru::room<scripted_session> lobby;
  on.page.add(lobby, "world");  // as the server, which is of another kind
  CHECK_THROWS_WITH_AS(on.page.add(on.server, "world"), "name: \"world\" is taken",
                       std::invalid_argument);
  CHECK_THROWS_AS(on.page.add(lobby, "world"), std::invalid_argument);
  on.page.remove("world");
  on.page.add(on.server, "world");
  CHECK(on.now()["servers"].elements.size() == 1);
  CHECK(on.now()["rooms"].elements.empty());
}

TEST_CASE("a_page_that_does_not_ask_for_more_gets_one_update") {
  watched on;
  browser slow = on.visit();
  REQUIRE(open(slow));
  CHECK(slow.send(frame(0x81, "watch")));
  CHECK_FALSE(next_message(slow).empty());
  on.proactor->run_for(1'700ms);
  CHECK(on.page.counters().messages_sent == 1);
}

TEST_CASE("a_page_that_does_not_read_holds_the_memory_of_one_update") {
  watched on;
  const naru::room<scripted_session> room;
  for (int i = 0; i < 2'000; ++i)
    on.page.add(room, std::to_string(i) + std::string(naru::detail::json_writer::text_max, 'n'));
  const std::size_t size = on.page.json().size();
  browser deaf = on.visit();
  static_cast<void>(deaf.connection().stream().set_receive_buffer_size(4'096));
  REQUIRE(open(deaf));
  CHECK(deaf.send(frame(0x81, "watch")));
  // The buffers of a real system take megabytes, and so minutes. Those of the simulated one are
  // full soon.
  const bool is_simulated = on.proactor->backend() == simulated;
  const bool is_stuck =
      on.until([&] { return on.page.counters().queued_bytes > size / 2; }, is_simulated ? 60s : 1s);
  CHECK((is_stuck || !is_simulated));
  std::size_t most = 0;
  const auto end = on.proactor->now() + 3s;
  CHECK(on.until([&] {
    most = std::max(most, on.page.counters().memory_held);
    return on.proactor->now() >= end;
  }));
  CHECK(most < 2 * size);
}

TEST_CASE("another_machine_needs_a_token") {
  const auto proactor = test_proactor();
  CHECK_THROWS_AS(naru::watch_page(*proactor, {.address = naru::endpoint::parse("0.0.0.0:0")}),
                  std::invalid_argument);
  CHECK_THROWS_AS(naru::watch_page(*proactor, {.address = naru::endpoint::parse("[::]:0")}),
                  std::invalid_argument);
  CHECK_THROWS_AS(naru::watch_page(*proactor, {.viewers_max = 0}), std::invalid_argument);
  CHECK_THROWS_AS(naru::watch_page(*proactor, {.token = "a b"}), std::invalid_argument);
  const naru::watch_page open(*proactor,
                              {.address = naru::endpoint::parse("0.0.0.0:0"), .token = "secret"});
  CHECK(open.local_endpoint().port() != 0);
}

TEST_CASE("a_token_is_asked_for_by_each_path") {
  watched on({.token = "secret"});
  for (const char* path : {"/", "/now.json", "/metrics", "/live", "/none"}) {
    CHECK_MESSAGE(status_of(on, request(path, "any.example")) == "401", path);
    CHECK_MESSAGE(
        status_of(on, request(std::string(path) + "?token=secre", "any.example")) == "401", path);
  }
  CHECK(status_of(on, upgrade("/live")) == "401");
  CHECK(status_of(on, upgrade("/live?token=secret")) == "101");
  CHECK(status_of(on, request("/?token=secret", "any.example")) == "200");
  CHECK(status_of(on, request("/none?token=secret", "any.example")) == "404");
}

TEST_CASE("a_name_that_a_stranger_chose_for_this_machine_is_not_served") {
  watched on;
  for (const char* path : {"/", "/now.json", "/metrics"}) {
    CHECK_MESSAGE(status_of(on, request(path, "evil.example:9200")) == "421", path);
    CHECK_MESSAGE(status_of(on, request(path, "127.0.0.1.evil.example")) == "421", path);
    for (const char* own : {"127.0.0.1:9200", "localhost:80", "localhost", "[::1]:9200"}) {
      CHECK_MESSAGE(status_of(on, request(path, own)) == "200", own);
    }
  }
  CHECK(status_of(on, upgrade("/live", "evil.example")) == "421");
}

TEST_CASE("more_pages_than_viewers_max_are_refused") {
  watched on({.viewers_max = 1});
  browser one = on.visit();
  REQUIRE(open(one));
  CHECK(on.until([&] { return on.page.counters().sessions == 1; }));
  browser other = on.visit();
  static_cast<void>(other.send(upgrade("/live")));  // the reset may come first
  CHECK(other.receive(1).empty());
  CHECK(on.until([&] { return on.page.counters().refused == 1; }));
}

TEST_CASE("a_page_stops_while_somebody_looks") {
  watched on;
  browser one = on.visit();
  REQUIRE(open(one));
  CHECK(one.send(frame(0x81, "watch")));
  CHECK_FALSE(next_message(one).empty());
  recorder stopped;
  on.page.stop(0ms, stopped);
  CHECK(on.until([&] { return stopped.completed(); }));
  CHECK(on.page.counters().sessions == 0);
}

// What was added may be destroyed after the page, also if a browser has asked just before.
TEST_CASE("nothing_that_was_added_is_used_after_the_page") {
  if (!runs_on_threads()) return;
  for (const char* path : {"/now.json", "/metrics"}) {
    std::atomic<bool> is_asked = false;
    std::atomic<bool> has_answered = false;
    recorder sending;
    const auto proactor = test_proactor();
    auto page = std::make_unique<naru::watch_page>(*proactor);
    page->figure("slow", [&] {
      is_asked = true;
      hold_up(300ms);
      has_answered = true;
      return 1.0;
    });
    page->start();
    naru::tcp_stream asking(*proactor);
    const std::string text = request(path, "localhost");
    REQUIRE(!connect(*proactor, asking, page->local_endpoint()).error);
    proactor->run_for(50ms);  // the page has the connection, and waits for a request
    naru::worker_pool workers(*proactor, 2);
    asking.send(naru::buffer(text), sending);
    CHECK(wait_until([&] { return is_asked.load(); }));
    page.reset();
    CHECK(has_answered);
  }
}

TEST_SUITE_END();
