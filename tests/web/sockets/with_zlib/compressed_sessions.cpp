// Sessions whose messages are compressed.
#include "browser.hpp"

#include <naru/worker_pool.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "../../support.hpp"

using namespace contract;
using namespace web_tests;
using namespace std::string_view_literals;

namespace {

constexpr naru::web_socket_deflate deflate;
constexpr std::string_view offer = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

// The frame of a client that inflates to so many letters, and is no whole message of the framing.
std::string compressed_frame(std::size_t size) {
  end_of_line writer = make_server({.deflate = deflate});
  writer.feed(upgrade_request(offer));
  static_cast<void>(writer.take_output());
  bytes message = framed(std::string(size, 'z'));
  message.resize(size);
  REQUIRE(writer.layer().write(std::as_bytes(std::span(message))).bytes == size);
  const std::string written = writer.take_output();
  REQUIRE(written.size() < 126);
  return frame(0xc2, written.substr(2));
}

naru::client_options with_compression(const naru::endpoint& server) {
  naru::client_options options = to(server, naru::web_socket_of_client({.deflate = deflate}));
  options.sessions.message_size_max = mebibyte;
  return options;
}

naru::server_options with_compression() {
  return {.address = loopback(),
          .sessions = {.message_size_max = mebibyte},
          .transport = of_bytes({.deflate = deflate})};
}

std::vector<std::string> samples() {
  return {"hello", std::string(300'000, 'z'), some_bytes(300'000, 5), std::string(1'000, 'a')};
}

}  // namespace

TEST_SUITE_BEGIN("web_deflate");

TEST_CASE("compressed_messages_carry_the_bytes_of_a_framing") {
  journal at_server;
  journal at_client;
  script lines{.connected = [](scripted_session& self) {
    for (const std::string& each : samples()) self.send(each);
  }};
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, with_compression(), [&] { return std::make_shared<echoing_session>(at_server); });
  server.start();
  naru::client<scripted_session> client(*proactor, with_compression(server.local_endpoint()), [&] {
    return std::make_shared<scripted_session>(at_client, lines);
  });
  client.start();
  CHECK(run_until(*proactor, [&] { return at_client.message_count() == samples().size(); }));
  CHECK((at_client.messages() == samples()));
  recorder stopped;
  client.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(run_until(*proactor, [&] { return at_server.endings() == 1; }));
  CHECK(at_server.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("sessions_on_several_threads_share_what_compresses") {
  if (!runs_on_threads()) return;
  constexpr std::size_t clients = 8;
  constexpr std::size_t rounds = 30;
  journal at_server;
  journal at_client;
  const std::string sent(2'000, 'x');
  // Each sends again what came back, with its number in front.
  script lines{.connected = [&](scripted_session& self) { self.send("1" + sent); },
               .message =
                   [&](scripted_session& self, const std::string& text) {
                     const std::size_t round = std::stoul(text);
                     if (round < rounds) self.send(std::to_string(round + 1) + sent);
                   }};
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, with_compression(), [&] { return std::make_shared<echoing_session>(at_server); });
  server.start();
  std::vector<std::unique_ptr<naru::client<scripted_session>>> all;
  naru::client_options options = with_compression(server.local_endpoint());
  for (std::size_t i = 0; i < clients; ++i) {
    all.push_back(std::make_unique<naru::client<scripted_session>>(
        *proactor, options, [&] { return std::make_shared<scripted_session>(at_client, lines); }));
    all.back()->start();
  }
  {
    naru::worker_pool workers(*proactor, 3);
    CHECK(run_until(*proactor, [&] { return at_client.message_count() == clients * rounds; }));
  }
  CHECK(at_client.endings() == 0);
  for (const std::string& each : at_client.messages()) CHECK(each.ends_with(sent));
}

TEST_CASE("a_message_that_inflates_to_too_much_ends_its_session_alone") {
  std::vector<std::error_code> errors;
  stage on({.address = loopback(),
            .transport = of_bytes({.message_size_max = 10'000, .deflate = deflate})},
           {.message = [](scripted_session& self, const std::string& text) { self.send(text); },
            .closed = [&](scripted_session& self,
                          naru::close_reason) { errors.push_back(self.close_error()); }});
  browser good(*on.proactor, on.endpoint());
  browser bad(*on.proactor, on.endpoint());
  CHECK(good.open(offer).starts_with("HTTP/1.1 101 "));
  CHECK(bad.open(offer).starts_with("HTTP/1.1 101 "));
  CHECK(bad.send(compressed_frame(20'000)));
  CHECK(bad.receive_all().ends_with(frame(0x88, close_payload(1009), true)));
  bad.connection().close();
  CHECK(on.until([&] { return !errors.empty(); }));
  CHECK(errors[0] == naru::web_error::message_too_big);
  const bytes message = framed("still there");
  CHECK(good.send(frame(0x82, text_of(naru::buffer(message)))));
  const std::string echo = frame(0x82, text_of(naru::buffer(message)), true);
  CHECK(good.receive(echo.size()) == echo);
}

TEST_CASE("compressed_bytes_that_inflate_to_nothing_do_not_keep_a_session") {
  constexpr std::string_view empty_block = "\x00\x00\x00\xff\xff"sv;
  stage on({.address = loopback(),
            .sessions = {.idle_timeout = 200ms},
            .transport = of_bytes({.deflate = deflate})});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.open(offer).starts_with("HTTP/1.1 101 "));
  const bytes message = framed("first");  // behind it, idle_timeout counts
  CHECK(one.send(frame(0x82, text_of(naru::buffer(message)))));
  CHECK(one.send(frame(0x42, empty_block)));
  CHECK(on.until([&] {
    static_cast<void>(one.send(frame(0, empty_block)));
    return on.written.endings() == 1;
  }));
  CHECK(on.written.reason() == naru::close_reason::idle_timeout);
}
