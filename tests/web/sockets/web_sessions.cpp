// Sessions over WebSockets: what they say and how they end.
#include "browser.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../support.hpp"

using namespace contract;
using namespace web_tests;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

/// How a session of a server ends after the browser has sent `raw`.
struct ending {
  naru::close_reason reason = naru::close_reason::closed_by_program;
  std::error_code error;
  std::string received;  // by the browser
};

ending end_after(std::string_view raw, const naru::web_socket_server_options& options = {}) {
  ending seen;
  stage on({.address = loopback(), .transport = of_bytes(options)},
           {.closed = [&seen](scripted_session& self, naru::close_reason reason) {
             seen.reason = reason;
             seen.error = self.close_error();
           }});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.open().starts_with("HTTP/1.1 101 "));
  CHECK(one.send(raw));
  if (raw.empty()) CHECK(one.connection().finish_sending());
  seen.received = one.receive_all();
  one.connection().close();
  CHECK(on.until_ended());
  return seen;
}

std::string closing(unsigned number) { return frame(0x88, close_payload(number)); }
std::string closed_with(unsigned number) { return frame(0x88, close_payload(number), true); }

}  // namespace

TEST_SUITE_BEGIN("web_sessions");

TEST_CASE("binary_messages_carry_the_bytes_of_a_framing") {
  journal at_server;
  journal at_client;
  const std::string large = some_bytes(300'000, 5);
  script lines{.connected = [&](scripted_session& self) {
    self.send("hello"sv);
    self.send(large);
  }};
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor,
      {.address = loopback(), .sessions = {.message_size_max = mebibyte}, .transport = of_bytes()},
      [&] { return std::make_shared<echoing_session>(at_server); });
  server.start();
  naru::client_options options = to(server.local_endpoint(), naru::web_socket_of_client());
  options.sessions.message_size_max = mebibyte;
  naru::client<scripted_session> client(
      *proactor, options, [&] { return std::make_shared<scripted_session>(at_client, lines); });
  client.start();
  CHECK(run_until(*proactor, [&] { return at_client.message_count() == 2; }));
  CHECK(at_client.messages() == std::vector<std::string>{"hello", large});
  recorder stopped;
  client.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(run_until(*proactor, [&] { return at_server.endings() == 1; }));
  CHECK(at_server.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("text_messages_are_the_lines_of_a_session") {
  journal at_server;
  journal at_client;
  const auto proactor = test_proactor();
  naru::server<line_session> server(
      *proactor,
      {.address = loopback(),
       .transport = naru::web_socket({.messages = naru::web_socket_messages::lines})},
      [&] { return std::make_shared<line_session>(at_server, true); });
  server.start();
  naru::client<line_session> client(
      *proactor,
      to(server.local_endpoint(),
         naru::web_socket_of_client({.messages = naru::web_socket_messages::lines})),
      [&] { return std::make_shared<line_session>(at_client, false); });
  client.start();
  browser page(*proactor, server.local_endpoint());
  CHECK(page.open().starts_with("HTTP/1.1 101 "));
  CHECK(page.send(frame(0x81, "line of a browser")));
  const std::string echo = frame(0x81, "line of a browser", true);
  CHECK(page.receive(echo.size()) == echo);
  CHECK(run_until(*proactor, [&] { return at_client.message_count() == 1; }));
  CHECK(at_client.messages() == std::vector<std::string>{"hello"});
}

TEST_CASE("players_of_the_web_and_of_tcp_share_a_room") {
  naru::room<scripted_session> lobby;
  stage on(
      {.address = loopback(), .more_addresses = {{.address = loopback(), .transport = of_bytes()}}},
      {.connected = [&](scripted_session& self) { lobby.join(self); },
       .message = [&](scripted_session&,
                      const std::string& text) { lobby.broadcast(naru::buffer(text)); }});
  peer plain = on.join();
  browser page(*on.proactor, on.server.local_endpoints()[1]);
  CHECK(page.open().starts_with("HTTP/1.1 101 "));
  CHECK(on.until([&] { return lobby.size() == 2; }));
  CHECK(plain.send("to all"sv));
  const bytes framing = framed("to all");
  const std::string heard = frame(0x82, text_of(naru::buffer(framing)), true);
  CHECK(page.receive(heard.size()) == heard);
  CHECK(plain.receive() == "to all");
}

TEST_CASE("pings_are_answered_while_the_session_says_nothing") {
  stage on({.address = loopback(), .transport = of_bytes()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.open().starts_with("HTTP/1.1 101 "));
  CHECK(one.send(frame(0x89, "are you there")));
  const std::string pong = frame(0x8a, "are you there", true);
  CHECK(one.receive(pong.size()) == pong);
}

TEST_CASE("a_stop_says_goodbye_with_a_close_frame") {
  stage on({.address = loopback(), .transport = of_bytes()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.open().starts_with("HTTP/1.1 101 "));
  CHECK(on.until([&] { return on.written.connections() == 1; }));
  recorder stopped;
  on.server.stop(5s, stopped);
  CHECK(one.receive(4) == closed_with(1000));
  CHECK(one.send(closing(1000)));
  one.connection().close();
  CHECK(run_until_completed(*on.proactor, {&stopped}));
}

TEST_CASE("a_normal_close_is_no_error") {
  for (const unsigned number : {1000U, 1001U, 4321U}) {
    const ending seen = end_after(closing(number));
    CHECK(seen.reason == naru::close_reason::peer_closed);
    CHECK(!seen.error);
    CHECK(seen.received == closed_with(number));
  }
}

TEST_CASE("a_close_that_tells_of_a_failure_is_its_error") {
  const ending seen = end_after(closing(1011));
  CHECK(seen.reason == naru::close_reason::connection_failed);
  CHECK(seen.error == naru::web_error::internal_error);
  CHECK(seen.received == closed_with(1011));
}

TEST_CASE("a_peer_that_breaks_the_rules_is_told_which_one") {
  struct broken {
    std::string raw;
    naru::web_error error;
  };
  const naru::web_socket_server_options options{.message_size_max = 1'000};
  for (const broken& each :
       {broken{frame(0x82, "not masked", true), naru::web_error::protocol_error},
        broken{frame(0x81, "text"), naru::web_error::unsupported_data},
        broken{frame(0x82, std::string(1'001, 'x')), naru::web_error::message_too_big}}) {
    const ending seen = end_after(each.raw, options);
    CHECK(seen.reason == naru::close_reason::connection_failed);
    CHECK(seen.error == each.error);
    CHECK(seen.received == closed_with(static_cast<unsigned>(each.error)));
  }
}

// A system that closes a connection with unread bytes resets it, and takes the close frame away.
TEST_CASE("a_peer_that_sends_too_much_gets_the_close_frame_that_says_so") {
  stage on({.address = loopback(), .transport = of_bytes({.message_size_max = 1'000})});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.open().starts_with("HTTP/1.1 101 "));
  CHECK(one.send(frame(0x82, some_bytes(200'000, 3))));
  CHECK(one.receive_all() == closed_with(1009));
  CHECK(one.connection().receive_end() == naru::error::end_of_stream);
  one.connection().close();
  CHECK(on.until_ended());
  CHECK(on.written.reason() == naru::close_reason::connection_failed);
}

TEST_CASE("a_connection_that_ends_without_a_close_frame_is_cut_off") {
  const ending seen = end_after({});
  CHECK(seen.reason == naru::close_reason::connection_failed);
  CHECK(seen.error == naru::web_error::abnormal_end);
}

TEST_SUITE_END();
