// Peers that behave badly with an echo server. Whatever one peer does, the others go on, and
// afterwards the process holds as many handles as before. Part of the suite lesson.
#include "echo.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>

using namespace contract;

namespace {

/// A server, and a client that talks to it all the time. The client stands for a well-behaved
/// peer.
class scene {
 public:
  scene() : proactor_(test_proactor()), server_(*proactor_), bystander_(*proactor_) {
    bystander_.start(server_.endpoint(), echo_client::endless);
    REQUIRE(run_until(*proactor_, [this] { return bystander_.rounds() >= 10; }));
    handles_before_ = open_handles();
  }

  [[nodiscard]] naru::proactor& proactor() { return *proactor_; }
  [[nodiscard]] echo_server& server() { return server_; }

  /// Checks that the bystander is served now.
  void check_bystander() {
    const std::size_t before = bystander_.rounds();
    CHECK(run_until(*proactor_, [&] { return bystander_.rounds() >= before + 20; }));
    CHECK_FALSE(bystander_.finished());
  }

  /// Checks that only the bystander's session is left, and that no handle of the others is.
  void check_nothing_is_left() {
    constexpr std::size_t tolerated = 3;  // the system may open some for itself meanwhile
    check_bystander();
    CHECK(run_until(*proactor_, [this] { return server_.sessions() == 1; }));
    CHECK(run_until(*proactor_, [this] { return open_handles() <= handles_before_ + tolerated; }));
    bystander_.stop();
    CHECK(run_until(*proactor_, [this] { return bystander_.finished(); }));
    CHECK(bystander_.failure() == std::error_code());
  }

 private:
  std::unique_ptr<naru::proactor> proactor_;
  echo_server server_;
  echo_client bystander_;
  std::size_t handles_before_ = 0;
};

/// A thousand, or as many as this machine and its limits allow: each takes two handles, one per
/// end.
std::size_t crowd() { return std::min(promised(1'000), (raise_handle_limit() - 100) / 2); }

}  // namespace

TEST_SUITE_BEGIN("lesson");

TEST_CASE("a_thousand_connections_reset_at_once") {
  std::deque<recorder> connected(crowd());
  std::deque<recorder> sent(connected.size());
  const bytes message(1'000);
  scene all;
  {
    std::deque<naru::tcp_stream> clients;
    for (recorder& op : connected) {
      clients.emplace_back(all.proactor()).connect(all.server().endpoint(), op);
    }
    REQUIRE(run_until(all.proactor(), [&] { return all_completed(connected); }, 40s));
    for (const recorder& op : connected) CHECK(op.error() == std::error_code());
    // Some have an echo on its way.
    for (std::size_t i = 0; i < clients.size(); i += 3) clients[i].send(message, sent[i]);
    for (naru::tcp_stream& client : clients) client.close(naru::close_mode::reset);
    all.check_bystander();
    REQUIRE(run_until(all.proactor(), [&] {
      return std::ranges::none_of(sent, [](const recorder& op) { return op.pending(); });
    }));
  }
  all.check_nothing_is_left();
}

TEST_CASE("a_client_sends_one_byte_at_a_time") {
  const bytes message = pattern(200);
  bytes echo(message.size());
  scene all;
  {
    naru::tcp_stream client(all.proactor());
    REQUIRE_FALSE(connect(all.proactor(), client, all.server().endpoint()).error);
    for (std::size_t i = 0; i < message.size(); ++i) {
      REQUIRE_FALSE(send(all.proactor(), client, std::span(message).subspan(i, 1)).error);
    }
    CHECK_FALSE(receive_exactly(all.proactor(), client, echo).error);
    CHECK(echo == message);
    all.check_bystander();
  }
  all.check_nothing_is_left();
}

TEST_CASE("a_client_half_closes") {
  const bytes message = pattern(3'000);
  bytes echo(message.size() + 1);
  scene all;
  {
    naru::tcp_stream client(all.proactor());
    REQUIRE_FALSE(connect(all.proactor(), client, all.server().endpoint()).error);
    REQUIRE_FALSE(send(all.proactor(), client, message).error);
    CHECK_FALSE(client.shutdown_send());
    // The whole echo still comes, and then the server's own end.
    const auto result = receive_exactly(all.proactor(), client, echo);
    CHECK(result.error == naru::error::end_of_stream);
    CHECK(result.bytes == message.size());
    CHECK(is_pattern(std::span(echo).first(result.bytes)));
    all.check_bystander();
  }
  all.check_nothing_is_left();
}

TEST_CASE("a_client_sends_64_MiB_and_never_reads") {
  const bytes flood(64 * 1024 * 1024);
  recorder sent;
  scene all;
  {
    naru::tcp_stream client(all.proactor());
    REQUIRE_FALSE(connect(all.proactor(), client, all.server().endpoint()).error);
    client.send(flood, sent);
    // Both directions fill up. Then the server waits for the reader, and the client waits for the
    // server.
    all.proactor().run_for(300ms);
    all.check_bystander();
    CHECK(sent.completions() == 0);
    client.close(naru::close_mode::reset);
    REQUIRE(run_until_completed(all.proactor(), {&sent}));
    CHECK(sent.error() == std::errc::operation_canceled);
    CHECK(sent.bytes() < flood.size());
  }
  all.check_nothing_is_left();
}

TEST_CASE("a_client_connects_and_says_nothing") {
  scene all;
  {
    std::deque<naru::tcp_stream> silent;
    for (int i = 0; i < 50; ++i) {
      naru::tcp_stream& one = silent.emplace_back(all.proactor());
      REQUIRE_FALSE(connect(all.proactor(), one, all.server().endpoint()).error);
    }
    CHECK(run_until(all.proactor(), [&] { return all.server().sessions() == 51; }));
    all.check_bystander();
  }
  all.check_nothing_is_left();
}

TEST_SUITE_END();
