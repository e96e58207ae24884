// The things that completion functions may do while their proactor is being destroyed (rule 11).
#include "failure_log.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <optional>
#include <stdexcept>

using namespace contract;

namespace {

void check_canceled_once(const std::deque<recorder>& operations) {
  for (const recorder& op : operations) {
    CHECK(op.completions() == 1);
    CHECK(op.error() == std::errc::operation_canceled);
  }
}

}  // namespace

TEST_SUITE_BEGIN("loop");

TEST_CASE("stop_while_being_destroyed_leaves_nothing_pending") {
  std::array<std::byte, 8> storage{};
  std::deque<recorder> operations;
  std::optional<connected_pair> pair;
  std::optional<naru::tcp_listener> listener;
  std::optional<naru::tcp_stream> accepted;
  auto proactor = test_proactor();
  for (int i = 0; i < 6; ++i) {
    operations.emplace_back([&loop = *proactor](naru::io_result) { loop.stop(); });
  }
  pair.emplace(*proactor);
  listener.emplace(*proactor, loopback());
  accepted.emplace(*proactor);
  {
    naru::timer timer(*proactor);
    timer.wait_for(1h, operations[0]);
  }
  proactor->post(operations[1]);
  proactor->post(operations[2]);
  pair->server.receive(naru::buffer(storage), operations[3]);
  pair->client.receive(naru::buffer(storage), operations[4]);
  listener->accept(*accepted, operations[5]);
  proactor.reset();
  check_canceled_once(operations);
}

TEST_CASE("destroying_a_stopped_proactor_leaves_nothing_pending") {
  std::deque<recorder> operations(2);
  auto proactor = test_proactor();
  operations[0].then([&loop = *proactor](naru::io_result) { loop.stop(); });
  proactor->post(operations[0]);
  proactor->post(operations[1]);
  proactor->stop();
  proactor.reset();
  check_canceled_once(operations);
}

TEST_CASE("what_starts_while_being_destroyed_is_canceled") {
  // Each of the first starts one of the second, which starts nothing.
  std::array<std::byte, 8> storage{};
  std::deque<recorder> first(6);
  std::deque<recorder> second(6);
  std::optional<connected_pair> pair;
  std::optional<naru::tcp_listener> listener;
  std::optional<naru::tcp_stream> accepted;
  std::optional<naru::tcp_stream> connecting;
  std::optional<naru::timer> timer;
  auto proactor = test_proactor();
  naru::proactor& loop = *proactor;
  pair.emplace(loop);
  listener.emplace(loop, loopback());
  accepted.emplace(loop);
  const naru::endpoint peer = listener->local_endpoint();

  first[0].then([&](naru::io_result) { pair->server.receive(naru::buffer(storage), second[0]); });
  first[1].then([&](naru::io_result) { pair->client.send(naru::buffer(storage), second[1]); });
  first[2].then([&](naru::io_result) { listener->accept(*accepted, second[2]); });
  first[3].then([&](naru::io_result) { connecting.emplace(loop).connect(peer, second[3]); });
  first[4].then([&](naru::io_result) { timer.emplace(loop).wait_for(1h, second[4]); });
  second[3].then([&](naru::io_result) { connecting.reset(); });
  second[4].then([&](naru::io_result) { timer.reset(); });  // none may be left
  first[5].then([&](naru::io_result) { loop.post(second[5]); });
  pair->server.receive(naru::buffer(storage), first[0]);
  pair->client.receive(naru::buffer(storage), first[1]);
  listener->accept(*accepted, first[2]);
  for (std::size_t i = 3; i < first.size(); ++i) loop.post(first[i]);

  const auto begin = backend_clock::now();
  proactor.reset();
  CHECK(backend_clock::now() - begin < deadline);
  check_canceled_once(first);
  check_canceled_once(second);
  CHECK_FALSE(accepted->is_open());
}

TEST_CASE("a_stream_opened_while_being_destroyed_may_be_left") {
  recorder posted;
  recorder connected;
  std::optional<naru::tcp_stream> stream;
  auto proactor = test_proactor();
  const naru::endpoint nobody = unused_endpoint();
  posted.then(
      [&, &loop = *proactor](naru::io_result) { stream.emplace(loop).connect(nobody, connected); });
  proactor->post(posted);
  proactor.reset();
  CHECK(connected.completions() == 1);
  CHECK(connected.error() == std::errc::operation_canceled);
  CHECK_FALSE(stream->is_open());
}

TEST_CASE("a_chain_of_posts_ends_with_its_proactor") {
  // A chain that goes on until it is told to end, as the documentation asks.
  int ended = 0;
  recorder posted;
  auto proactor = test_proactor();
  posted.then([&, &loop = *proactor](naru::io_result result) {
    if (result.error == std::errc::operation_canceled) {
      ++ended;
    } else {
      loop.post(posted);
    }
  });
  proactor->post(posted);
  CHECK(proactor->run_one() == 1);
  proactor.reset();
  CHECK(ended == 1);
  CHECK(posted.completions() == 2);
}

TEST_CASE("a_connection_on_its_way_when_its_proactor_goes_is_closed") {
  constexpr std::size_t rounds = 20;
  const auto other = test_proactor();
  const auto destroy_while_accepting = [&] {
    std::array<std::byte, 8> storage{};
    recorder accepted;
    naru::tcp_stream client(*other);
    std::optional<naru::tcp_stream> server;
    std::optional<naru::tcp_listener> listener;
    auto proactor = test_proactor();
    server.emplace(*proactor);
    listener.emplace(*proactor, loopback());
    REQUIRE_FALSE(connect(*other, client, listener->local_endpoint()).error);
    listener->accept(*server, accepted);
    proactor.reset();
    CHECK(accepted.completions() == 1);
    CHECK(accepted.error() == std::errc::operation_canceled);
    CHECK_FALSE(server->is_open());
    CHECK(receive(*other, client, naru::buffer(storage)).error);
  };
  destroy_while_accepting();  // things that are opened only once are open after this
  const std::size_t before = open_handles();
  for (std::size_t i = 0; i < rounds; ++i) destroy_while_accepting();
  CHECK(open_handles() < before + rounds);
}

TEST_CASE("an_exception_while_a_proactor_goes_is_reported_and_ends_nothing_else") {
  failure_log failures;
  recorder throwing([](naru::io_result) { throw std::runtime_error("while it goes"); });
  recorder later;
  auto proactor = failures.proactor();
  proactor->post(throwing);
  proactor->post(later);
  proactor.reset();
  CHECK(failures.size() == 1);
  CHECK(later.completions() == 1);
}

TEST_SUITE_END();
