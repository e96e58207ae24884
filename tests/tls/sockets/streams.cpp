// tls_stream on connections: what it carries, and how it ends.
#include "bare_client.hpp"
#include "ends.hpp"

#include <array>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

using namespace contract;
using namespace tls_tests;
using namespace std::string_view_literals;
using naru::tls_error;

namespace {

/// Sends back what comes until it ends, and then ends too.
naru::task<> echo(naru::tls_stream& peer, std::error_code& ended) {
  std::vector<std::byte> storage(65'536);
  while (!ended) {
    const auto [error, bytes] = co_await peer.receive(naru::buffer(storage));
    ended = error;
    if (error) break;
    const auto [failed, sent] = co_await peer.send(naru::buffer(storage, bytes));
    ended = failed;
  }
  peer.shutdown_send();
}

naru::task<> send_all(naru::tls_stream& peer, const bytes& sent, std::error_code& failed) {
  const auto [error, count] = co_await peer.send(naru::buffer(sent));
  failed = error;
  peer.shutdown_send();
}

naru::task<> receive_all(naru::tls_stream& peer, bytes& received, std::error_code& ended) {
  std::vector<std::byte> storage(65'536);
  while (!ended) {
    const auto [error, count] = co_await peer.receive(naru::buffer(storage));
    ended = error;
    received.insert(received.end(), storage.begin(),
                    storage.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

naru::task<> joined(naru::task_scope& scope) { co_await scope.join(); }

void check_echo(std::size_t size) {
  CAPTURE(size);
  const auto proactor = test_proactor();
  secure_pair pair(*proactor);
  const bytes sent = pattern(size);
  bytes received;
  std::error_code at_server;
  std::error_code sending;
  std::error_code receiving;
  naru::task_scope scope(*proactor);
  scope.spawn(echo(pair.server, at_server));
  scope.spawn(send_all(pair.client, sent, sending));
  naru::run(*proactor, receive_all(pair.client, received, receiving));
  naru::run(*proactor, joined(scope));
  CHECK(!sending);
  CHECK(received.size() == size);
  CHECK(is_pattern(received));
  CHECK(at_server == naru::error::end_of_stream);
  CHECK(receiving == naru::error::end_of_stream);
}

/// What a server's stream receives after the bytes of a client that has ended.
struct last_words {
  std::string text;
  std::error_code end;
};

last_words received_until_end(naru::proactor& proactor, naru::tls_stream& stream) {
  last_words found;
  std::array<std::byte, 64> storage{};
  for (;;) {
    const auto [error, count] = receive(proactor, stream, naru::buffer(storage));
    found.end = error;
    if (error) return found;
    found.text += text_of({storage.data(), count});
  }
}

}  // namespace

TEST_SUITE_BEGIN("tls_streams");

TEST_CASE("an_echo_of_any_size_comes_back") {
  for (const std::size_t size : {0U, 1U, 16'383U, 16'384U, 16'385U, 1'000'003U}) check_echo(size);
}

TEST_CASE("an_echo_of_16_MiB_comes_back") { check_echo(16 * mebibyte); }

TEST_CASE("the_handshake_tells_what_it_came_to") {
  const auto proactor = test_proactor();
  secure_pair pair(*proactor);
  recorder at_server;
  pair.server.handshake(at_server);
  CHECK(!shake_hands(*proactor, pair.client));
  CHECK(run_until_completed(*proactor, {&at_server}));
  CHECK(!at_server.error());
  CHECK(pair.client.protocol() == "TLSv1.3");
  CHECK(pair.server.server_name() == "localhost");
  CHECK(pair.client.peer_subject() == "CN=a server");
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("a_client_without_the_name_of_its_server_is_refused_with_a_sentence") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  const naru::tls_client trusting = trusting_client();
  for (const std::string host : {"", ".example"}) {
    std::string told;
    try {
      const naru::tls_stream made(std::move(plain.client), trusting, host);
    } catch (const std::system_error& thrown) {
      CHECK(thrown.code() == std::errc::invalid_argument);
      told = thrown.what();
    }
    CHECK_MESSAGE(told.starts_with("a TLS connection cannot be made to the host \"" + host +
                                   "\": its name must not be empty or begin with a dot"),
                  told);
    CHECK(plain.client.is_open());
  }
}

TEST_CASE("an_end_and_a_cut_are_told_apart") {
  for (const bool says_end : {true, false}) {
    CAPTURE(says_end);
    const auto proactor = test_proactor();
    connected_pair plain(*proactor);
    naru::tls_stream server(std::move(plain.server), loopback_server());
    bare_client client(*proactor, std::move(plain.client));
    REQUIRE(client.shake_hands());
    CHECK(client.send("the last words"));
    if (says_end) CHECK(client.say_end());
    CHECK(client.cut());
    const auto [text, end] = received_until_end(*proactor, server);
    CHECK(text == "the last words");
    if (says_end) CHECK(end == naru::error::end_of_stream);
    if (!says_end) CHECK(end == tls_error::truncated);
    if (!says_end) CHECK(end != naru::error::end_of_stream);
  }
}

TEST_CASE("a_cut_in_the_handshake_is_no_end") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  naru::tls_stream server(std::move(plain.server), loopback_server());
  plain.client.close();
  CHECK(shake_hands(*proactor, server) == tls_error::handshake_interrupted);
}

TEST_CASE("a_reset_is_an_error_of_the_connection") {
  const auto proactor = test_proactor();
  secure_pair pair(*proactor);
  REQUIRE(!shake_hands(*proactor, pair.client));
  check_traffic(*proactor, pair.client, pair.server);
  pair.client.close(naru::close_mode::reset);
  const auto [text, end] = received_until_end(*proactor, pair.server);
  CHECK(end);
  CHECK(end != naru::error::end_of_stream);
}

TEST_CASE("a_handshake_takes_no_longer_than_it_may") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  naru::tls_stream server(std::move(plain.server), loopback_server());
  naru::io_result result;
  const auto limited = [](naru::tls_stream& peer, naru::io_result& into) -> naru::task<> {
    into = co_await naru::with_timeout(peer.handshake(), 50ms);
    peer.close();  // the handshake goes on otherwise, and keeps the proactor running
  };
  naru::run(*proactor, limited(server, result));
  CHECK(result.error == std::errc::timed_out);
}

TEST_SUITE_END();
