// Certificates that are replaced while connections come and talk.
#include "ends.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

using namespace contract;
using namespace tls_tests;

namespace {

/// A client that sends each answer back as the next question, and never stops.
script talking() {
  return {.connected = [](scripted_session& self) { self.send("0"); },
          .message = [](scripted_session& self, const std::string& text) { self.send(text); }};
}

std::string subject_now(naru::proactor& proactor, const naru::endpoint& server) {
  naru::tcp_stream plain(proactor);
  if (connect(proactor, plain, server).error) return {};
  naru::tls_stream stream(std::move(plain), trusting_client(), "localhost");
  return shake_hands(proactor, stream) ? std::string() : std::string(stream.peer_subject());
}

}  // namespace

TEST_SUITE_BEGIN("tls_reload");

TEST_CASE("a_reload_changes_the_certificate_of_the_next_connection") {
  naru::tls_server tls({.certificates = {at_loopback("the first")}});
  journal written;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(*proactor,
                                       {.address = loopback(), .transport = tls.transport()},
                                       [&] { return std::make_shared<echoing_session>(written); });
  server.start();
  CHECK(subject_now(*proactor, server.local_endpoint()) == "CN=the first");
  tls.reload({.certificates = {at_loopback("the second")}});
  CHECK(subject_now(*proactor, server.local_endpoint()) == "CN=the second");
  CHECK_THROWS_AS(tls.reload({.certificates = {{.chain_pem = "none", .key_pem = "none"}}}),
                  std::runtime_error);
  CHECK(subject_now(*proactor, server.local_endpoint()) == "CN=the second");
}

TEST_CASE("a_reload_under_load_loses_no_connection") {
  const std::vector<naru::tls_certificate> certificates{at_loopback("the first"),
                                                        at_loopback("the second")};
  naru::tls_server tls({.certificates = {certificates[0]}});
  const naru::tls_client trusting = trusting_client();
  const auto seen = std::make_shared<refusals>();
  journal written;
  std::vector<std::unique_ptr<guest>> guests;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .observer = seen, .transport = tls.transport()},
      [&] { return std::make_shared<echoing_session>(written); });
  server.start();
  const auto is_well = [&] {
    return std::ranges::all_of(
        guests, [](auto& each) { return each->failures == 0 && each->written.endings() == 0; });
  };
  for (std::size_t reloads = 1; reloads <= 12; ++reloads) {
    for (int i = 0; i < 2; ++i) {
      guests.push_back(std::make_unique<guest>(
          *proactor, to(server.local_endpoint(), trusting.transport()), talking()));
    }
    tls.reload({.certificates = {certificates[reloads % 2]}});
    const std::size_t before = written.message_count();
    CHECK(run_until(*proactor, [&] {
      return written.message_count() >= before + 20 &&
             written.connections() == static_cast<int>(guests.size());
    }));
    CHECK(is_well());
  }
  // Those that were there before any reload still talk.
  const std::size_t before = guests.front()->written.message_count();
  CHECK(
      run_until(*proactor, [&] { return guests.front()->written.message_count() >= before + 5; }));
  CHECK(is_well());
  CHECK(seen->errors().empty());
  CHECK(written.endings() == 0);
  guests.clear();
}

TEST_SUITE_END();
