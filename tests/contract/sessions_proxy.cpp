// The header of the PROXY protocol, from end to end. The unit tests check its contents byte by
// byte.
#include "sessions.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

constexpr std::byte local{0x20};
constexpr std::byte proxied{0x21};
constexpr std::byte nothing{0x00};
constexpr std::byte tcp_v4{0x11};
constexpr std::byte tcp_v6{0x21};

/// A header with these addresses: the source, the destination, and both ports.
bytes header(std::byte command, std::byte kind, const bytes& addresses) {
  bytes all = bytes_of("\r\n\r\n\0\r\nQUIT\n"sv);
  all.push_back(command);
  all.push_back(kind);
  all.push_back(static_cast<std::byte>(addresses.size() >> 8));
  all.push_back(static_cast<std::byte>(addresses.size()));
  return joined(std::move(all), addresses);
}

bytes header_v4(std::uint8_t last = 5) {
  bytes addresses = bytes_of("\xc0\x00\x02\x00\x7f\x00\x00\x01\x30\x39\x1e\x61"sv);
  addresses[3] = static_cast<std::byte>(last);
  return header(proxied, tcp_v4, addresses);
}

/// Like the above, with more bytes behind the addresses.
bytes header_v4_of_size(std::size_t size) {
  const bytes usual = header_v4();
  bytes longer(usual.begin() + 16, usual.end());
  longer.resize(size - 16, std::byte{1});
  return header(proxied, tcp_v4, longer);
}

naru::endpoint source_v4() { return naru::endpoint::parse("192.0.2.5:12345"); }

bytes header_v6() {
  bytes addresses(36);
  const bytes source = bytes_of("\x20\x01\x0d\xb8"sv);
  std::copy(source.begin(), source.end(), addresses.begin());
  addresses[15] = std::byte{7};
  addresses[32] = std::byte{0x30};
  addresses[33] = std::byte{0x39};
  return header(proxied, tcp_v6, addresses);
}

naru::session_options behind_a_proxy() {
  naru::session_options options;
  options.require_proxy_header = true;
  return options;
}

/// Echoes, and reports the addresses that the peers claim.
struct proxied_stage : stage {
  explicit proxied_stage(const naru::server_options& options)
      : stage(options,
              {.connected =
                   [this](const scripted_session& session) { remote = session.remote_endpoint(); },
               .message = [](const scripted_session& session,
                             const std::string& text) { session.send(text); }}) {}
  explicit proxied_stage(const naru::session_options& options = behind_a_proxy())
      : proxied_stage(with_limits(options)) {}

  naru::endpoint remote;
};

void check_served(proxied_stage& scene, const bytes& header, const naru::endpoint& remote) {
  peer other(*scene.proactor, scene.endpoint());
  REQUIRE(other.send(joined(header, framed("in the same segment"))));
  CHECK(other.receive() == "in the same segment");
  CHECK(scene.remote == (remote == naru::endpoint() ? other.stream().local_endpoint() : remote));
  other.close();
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("the_header_of_a_proxy_tells_who_the_peer_is") {
  proxied_stage scene;
  check_served(scene, header_v4(), source_v4());
  check_served(scene, header_v6(), naru::endpoint::parse("[2001:db8::7]:12345"));
  CHECK(scene.written.connections() == 2);
}

TEST_CASE("a_proxy_that_speaks_for_itself_has_its_own_address") {
  proxied_stage scene;
  check_served(scene, header(local, nothing, {}), {});
  check_served(scene, header(local, tcp_v4, bytes(12, std::byte{9})), {});
}

TEST_CASE("what_follows_the_addresses_in_the_header_is_skipped") {
  proxied_stage scene;
  check_served(scene, header_v4_of_size(16 + 12 + 500), source_v4());
}

TEST_CASE("nothing_happens_before_the_header_is_whole") {
  proxied_stage scene;
  peer other(*scene.proactor, scene.endpoint());
  const bytes whole = header_v4();
  for (const std::byte& each : whole) {
    CHECK(scene.written.connections() == 0);
    REQUIRE(other.send({&each, 1}));
    scene.proactor->poll();
  }
  CHECK(scene.until([&] { return scene.written.connections() == 1; }));
  CHECK(scene.remote == source_v4());
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");
}

TEST_CASE("a_connection_without_the_header_is_reset_and_never_began") {
  proxied_stage scene;
  for (const bytes& sent :
       {framed("hello"), bytes_of("PROXY TCP4 192.0.2.5 127.0.0.1 12345 7777\r\n"),
        header(std::byte{0x22}, tcp_v4, bytes(12)), header(proxied, tcp_v4, bytes(11))}) {
    peer other(*scene.proactor, scene.endpoint());
    REQUIRE(other.send(sent));
    CHECK(other.receive_reset());
    CHECK(scene.until([&] { return scene.server.size() == 0; }));
  }
  CHECK(scene.written.connections() == 0);
  CHECK(scene.written.endings() == 0);
  CHECK(scene.server.counters().ended_for(naru::close_reason::proxy_header_bad) == 4);
  check_served(scene, header_v4(), source_v4());
}

TEST_CASE("a_header_larger_than_allowed_is_refused_before_it_has_come") {
  naru::session_options options = behind_a_proxy();
  options.proxy_header_size_max = 100;
  proxied_stage scene(options);
  check_served(scene, header_v4_of_size(100), source_v4());
  peer other(*scene.proactor, scene.endpoint());
  REQUIRE(other.send({header_v4_of_size(101).data(), 16}));
  CHECK(other.receive_reset());
}

TEST_CASE("a_header_that_is_cut_off_has_the_time_of_the_handshake") {
  naru::session_options options = behind_a_proxy();
  options.handshake_timeout = 100ms;
  proxied_stage scene(options);
  const auto begin = backend_clock::now();
  peer other(*scene.proactor, scene.endpoint());
  const bytes whole = header_v4();
  REQUIRE(other.send({whole.data(), whole.size() - 1}));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  CHECK(backend_clock::now() - begin >= 100ms);
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
  CHECK(scene.server.counters().ended_for(naru::close_reason::handshake_timeout) == 1);
  CHECK(scene.written.connections() == 0);
}

TEST_CASE("a_header_alone_does_not_end_the_handshake") {
  naru::session_options options = behind_a_proxy();
  options.handshake_timeout = 100ms;
  proxied_stage scene(options);
  peer other(*scene.proactor, scene.endpoint());
  REQUIRE(other.send(header_v4()));
  CHECK(scene.until_ended());
  CHECK(scene.written.connections() == 1);
  CHECK(scene.written.reason() == naru::close_reason::handshake_timeout);
}

TEST_CASE("a_peer_that_leaves_within_the_header_never_began") {
  proxied_stage scene;
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    peer other(*scene.proactor, scene.endpoint());
    const bytes whole = header_v4();
    REQUIRE(other.send({whole.data(), 10}));
    CHECK(scene.until([&] { return scene.server.size() == 1; }));
    other.close(mode);
    CHECK(scene.until([&] { return scene.server.size() == 0; }));
  }
  CHECK(scene.written.connections() == 0);
  CHECK(scene.written.endings() == 0);
  CHECK(scene.server.counters().ended_for(naru::close_reason::peer_closed) == 1);
  CHECK(scene.server.counters().ended_for(naru::close_reason::peer_reset) == 1);
}

TEST_CASE("a_session_before_its_header_is_neither_found_nor_sent_to") {
  recorder stopped;
  proxied_stage scene;
  peer early(*scene.proactor, scene.endpoint());
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  std::size_t visited = 0;
  scene.server.for_each([&](scripted_session&) { ++visited; });
  CHECK(visited == 0);
  CHECK(scene.server.broadcast(naru::buffer("nobody"sv)) == 0);
  scene.server.stop(10s, stopped);  // ends it at once, because it never began
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(scene.written.endings() == 0);
  CHECK(scene.server.counters().ended_for(naru::close_reason::server_stopped) == 1);
}

TEST_CASE("sessions_are_limited_by_the_address_that_the_proxy_tells") {
  naru::server_options options = with_limits(behind_a_proxy());
  options.sessions_per_address_max = 1;
  proxied_stage scene(options);
  peer first(*scene.proactor, scene.endpoint());
  REQUIRE(first.send(joined(header_v4(1), framed("first"))));
  CHECK(first.receive() == "first");
  peer same(*scene.proactor, scene.endpoint());
  REQUIRE(same.send(header_v4(1)));
  CHECK(same.receive_reset());
  peer another(*scene.proactor, scene.endpoint());
  REQUIRE(another.send(joined(header_v4(2), framed("another"))));
  CHECK(another.receive() == "another");
  first.close();
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  peer again(*scene.proactor, scene.endpoint());
  REQUIRE(again.send(joined(header_v4(1), framed("again"))));
  CHECK(again.receive() == "again");
  CHECK(scene.server.counters().refused == 1);
}

TEST_SUITE_END();
