// The observer of a server or client: it is told what becomes of each connection.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

using refusal = naru::session_observer::refusal;

/// Notes all that it is told.
class notebook : public naru::session_observer {
 public:
  void on_accepted(naru::session_base& session) override {
    CHECK(session.is_open());
    add("accepted " + std::to_string(session.id()));
  }
  void on_closed(const naru::session_base& session, const summary& was) override {
    CHECK_FALSE(session.is_open());
    const std::lock_guard lock(mutex_);
    lines_.push_back("closed " + std::to_string(session.id()));
    last_ = was;
    code_ = session.close_code().number;
  }
  void on_refused(const naru::endpoint& peer, refusal why) override {
    CHECK(peer.address().is_loopback());
    add("refused: " + std::string(naru::describe(why)));
  }
  void on_handler_failed(const naru::session_base& session, std::string_view what) override {
    add("failed " + std::to_string(session.id()) + ": " + std::string(what));
  }

  [[nodiscard]] std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  [[nodiscard]] bool has(std::string_view line) const {
    const std::vector<std::string> all = lines();
    return std::ranges::find(all, line) != all.end();
  }
  [[nodiscard]] bool has_refused(refusal why) const {
    return has("refused: " + std::string(naru::describe(why)));
  }
  [[nodiscard]] summary last() const {
    const std::lock_guard lock(mutex_);
    return last_;
  }
  [[nodiscard]] std::uint32_t code() const {
    const std::lock_guard lock(mutex_);
    return code_;
  }

 private:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }

  mutable std::mutex mutex_;  // guards the members below
  std::vector<std::string> lines_;
  summary last_{};
  std::uint32_t code_ = 0;
};

class thrower : public naru::session_observer {
  void on_accepted(naru::session_base&) override { throw std::runtime_error("of the observer"); }
  void on_closed(const naru::session_base&, const summary&) override { throw 1; }
};

naru::server_options observed_by(std::shared_ptr<naru::session_observer> observer) {
  naru::server_options options = with_limits({});
  options.observer = std::move(observer);
  return options;
}

/// A server whose factory gets the peer's address.
struct choosing {
  using make = naru::server<scripted_session>::factory_for_peer;

  explicit choosing(make factory) : server(*proactor, observed_by(notes), std::move(factory)) {
    server.start();
  }

  failure_log failures;
  const std::shared_ptr<notebook> notes = std::make_shared<notebook>();
  const std::unique_ptr<naru::proactor> proactor = failures.proactor();
  naru::server<scripted_session> server;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("an_observer_is_told_of_the_life_of_a_session") {
  const auto notes = std::make_shared<notebook>();
  stage scene(observed_by(notes), {.message = [](scripted_session& session, const std::string&) {
                session.send("four");
                session.send("eight888");
              }});
  const auto begin = backend_clock::now();
  peer other = scene.join();
  const std::string id = std::to_string(scene.only()->id());
  CHECK(notes->lines() == std::vector{"accepted " + id});
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "four");
  CHECK(other.receive() == "eight888");
  scene.proactor->run_for(20ms);
  other.close();
  CHECK(scene.until_ended());
  CHECK(notes->lines() == std::vector{"accepted " + id, "closed " + id});
  const naru::session_observer::summary was = notes->last();
  CHECK(was.reason == naru::close_reason::peer_closed);
  CHECK(was.lasted >= 20ms);
  CHECK(was.lasted <= backend_clock::now() - begin);
  CHECK(was.bytes_received == 4 + 5);
  CHECK(was.messages_received == 1);
  CHECK(was.bytes_sent == 4 + 4 + 4 + 8);
  CHECK(was.messages_sent == 2);
}

TEST_CASE("an_observer_is_told_before_the_first_function_and_after_the_last") {
  class witness final : public naru::session_observer {
   public:
    explicit witness(std::vector<std::string>& lines) : lines_(lines) {}
    void on_accepted(naru::session_base&) override { lines_.emplace_back("told of it"); }
    void on_closed(const naru::session_base&, const summary&) override {
      lines_.emplace_back("told of its end");
    }

   private:
    std::vector<std::string>& lines_;
  };
  std::vector<std::string> lines;
  stage scene(
      observed_by(std::make_shared<witness>(lines)),
      {.connected = [&](scripted_session&) { lines.emplace_back("connected"); },
       .closed = [&](scripted_session&, naru::close_reason) { lines.emplace_back("closed"); }});
  peer other = scene.join();
  other.close();
  CHECK(scene.until_ended());
  CHECK(lines == std::vector<std::string>{"told of it", "connected", "closed", "told of its end"});
}

TEST_CASE("an_observer_is_told_the_code_of_the_program") {
  const auto notes = std::make_shared<notebook>();
  stage scene(observed_by(notes));
  peer other = scene.join();
  scene.only()->abort({.number = 7});
  CHECK(scene.until_ended());
  CHECK(notes->last().reason == naru::close_reason::aborted);
  CHECK(notes->code() == 7);
}

TEST_CASE("an_observer_is_told_what_a_handler_threw") {
  const auto notes = std::make_shared<notebook>();
  stage scene(observed_by(notes), {.message = [](scripted_session&, const std::string& text) {
                if (text == "number") throw 1;
                throw std::runtime_error("oops");
              }});
  peer one = scene.join();
  const std::string first = std::to_string(scene.only()->id());
  REQUIRE(one.send("hello"));
  CHECK(scene.until_ended());
  CHECK(notes->lines() ==
        std::vector{"accepted " + first, "failed " + first + ": oops", "closed " + first});
  CHECK(notes->last().reason == naru::close_reason::handler_failed);
  CHECK(scene.failures.count("oops") == 1);  // it is reported all the same
  peer other = scene.join();
  const std::string second = std::to_string(scene.only()->id());
  REQUIRE(other.send("number"));
  CHECK(scene.until_ended(2));
  CHECK(notes->has("failed " + second + ": an exception that is no std::exception"));
}

TEST_CASE("an_observer_is_told_why_a_connection_was_refused") {
  const auto notes = std::make_shared<notebook>();
  naru::server_options options = observed_by(notes);
  options.sessions_max = 2;
  options.sessions_per_address_max = 1;
  stage scene(options);
  peer first = scene.join();
  peer second(*scene.proactor, scene.endpoint());
  CHECK(second.receive_reset());
  CHECK(scene.until([&] { return notes->has_refused(refusal::sessions_per_address_max); }));
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  CHECK(scene.server.counters().refused == 1);
  CHECK(notes->lines().size() == 2);  // the first was accepted, and the second was not
}

TEST_CASE("an_observer_is_told_that_there_are_too_many_sessions") {
  const auto notes = std::make_shared<notebook>();
  naru::server_options options = observed_by(notes);
  options.sessions_max = 1;
  stage scene(options);
  peer first = scene.join();
  peer second(*scene.proactor, scene.endpoint());
  CHECK(second.receive_reset());
  CHECK(scene.until([&] { return notes->has_refused(refusal::sessions_max); }));
}

TEST_CASE("an_observer_is_told_of_a_connection_without_a_proxy_header") {
  const auto notes = std::make_shared<notebook>();
  naru::server_options options = observed_by(notes);
  options.sessions.require_proxy_header = true;
  stage scene(options);
  peer other(*scene.proactor, scene.endpoint());
  REQUIRE(other.send("this is no header of a proxy"));
  CHECK(scene.until([&] { return notes->has_refused(refusal::handshake_failed); }));
  CHECK(notes->lines().size() == 1);
}

TEST_CASE("an_observer_is_told_that_a_server_stopped_before_a_session_was_open") {
  const auto notes = std::make_shared<notebook>();
  naru::server_options options = observed_by(notes);
  options.sessions.require_proxy_header = true;
  stage scene(options);
  peer other(*scene.proactor, scene.endpoint());
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  recorder stopped;
  scene.server.stop(0s, stopped);
  CHECK(scene.until([&] { return stopped.completed(); }));
  CHECK(notes->has_refused(refusal::stopping));
  CHECK(notes->lines().size() == 1);
}

TEST_CASE("a_factory_gets_the_address_of_the_peer_and_may_refuse_it") {
  bool refuses = true;
  naru::endpoint asked;
  journal written;
  const script lines;
  choosing scene([&](const naru::endpoint& from) -> std::shared_ptr<scripted_session> {
    asked = from;
    return refuses ? nullptr : std::make_shared<scripted_session>(written, lines);
  });
  peer first(*scene.proactor, scene.server.local_endpoint());
  const naru::endpoint address = first.stream().local_endpoint();
  CHECK(first.receive_reset());
  const bool reset_early = address == naru::endpoint();  // before its connect had completed
  CHECK((asked == address || reset_early));
  CHECK(asked.address().is_loopback());
  CHECK(asked.port() != 0);
  CHECK(run_until(*scene.proactor,
                  [&] { return scene.notes->has_refused(refusal::factory_refused); }));
  CHECK(scene.server.counters().refused == 1);
  CHECK(scene.server.size() == 0);
  refuses = false;
  peer second(*scene.proactor, scene.server.local_endpoint());
  CHECK(run_until(*scene.proactor, [&] { return written.connections() == 1; }));
  CHECK(asked == second.stream().local_endpoint());
}

TEST_CASE("an_observer_is_told_of_a_factory_that_throws") {
  choosing scene([](const naru::endpoint&) -> std::shared_ptr<scripted_session> {
    throw std::runtime_error("no players today");
  });
  peer other(*scene.proactor, scene.server.local_endpoint());
  CHECK(other.receive_reset());
  CHECK(run_until(*scene.proactor,
                  [&] { return scene.notes->has_refused(refusal::factory_failed); }));
  CHECK(scene.failures.count("no players today") == 1);
}

TEST_CASE("what_an_observer_throws_is_reported_once_and_harms_nothing") {
  stage scene(
      observed_by(std::make_shared<thrower>()),
      {.message = [](scripted_session& session, const std::string& text) { session.send(text); }});
  for (int i = 0; i < 3; ++i) {
    peer other = scene.join();
    REQUIRE(other.send("hello"));
    CHECK(other.receive() == "hello");
    other.close();
    CHECK(scene.until_ended(i + 1));
  }
  CHECK(scene.failures.size() == 1);
  CHECK(scene.failures.count("an exception left the session_observer: of the observer") == 1);
  CHECK(scene.written.endings_for(naru::close_reason::peer_closed) == 3);
}

TEST_CASE("an_observer_may_call_the_server_and_the_session") {
  class caller final : public naru::session_observer {
   public:
    void on_accepted(naru::session_base& session) override {
      CHECK(server->size() == 1);
      CHECK(server->broadcast("welcome") == 1);
      session.close({.number = 3});
    }
    void on_closed(const naru::session_base& session, const summary&) override {
      CHECK(server->find(session.id()) == nullptr);
      static_cast<void>(server->counters());
    }
    const naru::server<scripted_session>* server = nullptr;
  };
  const auto told = std::make_shared<caller>();
  stage scene(observed_by(told));
  told->server = &scene.server;
  peer other(*scene.proactor, scene.endpoint());
  CHECK(other.receive() == "welcome");
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.server.counters().ended_with(3) == 1);
}

TEST_CASE("an_observer_of_a_client_is_told_of_its_sessions") {
  const auto notes = std::make_shared<notebook>();
  stage scene;
  journal written;
  const script lines;
  naru::client_options options{.host = "127.0.0.1", .port = scene.endpoint().port()};
  options.observer = notes;
  naru::client<scripted_session> client(
      *scene.proactor, options, [&] { return std::make_shared<scripted_session>(written, lines); });
  client.start();
  CHECK(scene.until([&] { return written.connections() == 1; }));
  const std::string id = std::to_string(client.current()->id());
  client.current()->close();
  CHECK(scene.until([&] { return written.endings() == 1; }));
  CHECK(scene.until([&] { return notes->has("closed " + id); }));
  CHECK(notes->lines() == std::vector{"accepted " + id, "closed " + id});
}

TEST_CASE("an_observer_may_be_told_after_its_server_is_gone") {
  const auto notes = std::make_shared<notebook>();
  const auto proactor = test_proactor();
  journal written;
  const script lines;
  {
    naru::server<scripted_session> server(*proactor, observed_by(notes), [&] {
      return std::make_shared<scripted_session>(written, lines);
    });
    server.start();
    peer other(*proactor, server.local_endpoint());
    CHECK(run_until(*proactor, [&] { return written.connections() == 1; }));
  }
  proactor->run();
  CHECK(written.endings() == 0);  // the session's own functions are called no more
  CHECK(notes->lines().size() == 2);
  CHECK(notes->last().reason == naru::close_reason::server_stopped);
}

TEST_SUITE_END();
