// The clients of a troubled server, in a process of their own.
#include <array>
#include <atomic>
#include <sstream>
#include <string>

#include "system.hpp"
#include "troubled_server.hpp"

using namespace contract;

namespace stress {
namespace {

constexpr const char* invitation = "NARU_STRESS_TROUBLE";
constexpr std::size_t answer_size_max = 256;

/// The state that all clients share.
struct trouble {
  naru::proactor& proactor;
  std::array<naru::endpoint, 2> places;
  std::chrono::steady_clock::time_point end;
  std::atomic<std::size_t> answers{0};
  std::atomic<std::size_t> lost{0};

  [[nodiscard]] bool over() const { return std::chrono::steady_clock::now() >= end; }
};

/// True if the same bytes come back.
naru::task<bool> is_answered(naru::tcp_stream& stream, const bytes& sent) {
  std::array<std::byte, answer_size_max> room;
  const naru::io_result out = co_await stream.send(sent);
  if (out.error) co_return false;
  const naru::mutable_buffer answer = naru::mutable_buffer(room).first(sent.size());
  const naru::io_result in = co_await naru::with_timeout(stream.receive_exactly(answer), 60s);
  co_return !in.error && std::ranges::equal(answer, sent);
}

naru::task<> expect_answers(trouble& shared, std::size_t number) {
  while (!shared.over()) {
    naru::tcp_stream stream(shared.proactor);
    const naru::io_result connected = co_await stream.connect(shared.places[number % 2]);
    bool good = !connected.error;
    for (std::size_t i = 0; good && !shared.over(); ++i) {
      const bytes frame = framed(std::to_string(number) + " asks for " + std::to_string(i));
      good = co_await is_answered(stream, frame);
      if (good) ++shared.answers;
      co_await naru::sleep_for(20ms);
    }
    if (!good) ++shared.lost;
    stream.close(naru::close_mode::reset);  // leaves no port behind
  }
}

naru::task<> break_sessions(trouble& shared, std::size_t number) {
  const bytes frame = framed(breaking);
  std::array<std::byte, 1> room{};
  while (!shared.over()) {
    naru::tcp_stream stream(shared.proactor);
    static_cast<void>(co_await stream.connect(shared.places[number % 2]));
    static_cast<void>(co_await stream.send(frame));
    static_cast<void>(co_await naru::with_timeout(stream.receive(naru::buffer(room)), 60s));
    stream.close(naru::close_mode::reset);
    co_await naru::sleep_for(50ms);
  }
}

naru::task<> reset_connections(trouble& shared, std::size_t number) {
  const bytes frame = framed("never mind");
  while (!shared.over()) {
    naru::tcp_stream stream(shared.proactor);
    static_cast<void>(co_await stream.connect(shared.places[number % 2]));
    static_cast<void>(co_await stream.send(frame));
    stream.close(naru::close_mode::reset);
    co_await naru::sleep_for(20ms);
  }
}

naru::task<> stay_silent(trouble& shared, std::size_t number) {
  bytes half = framed("the second half is missing");
  half.resize(half.size() / 2);
  std::array<std::byte, 1> room{};
  while (!shared.over()) {
    naru::tcp_stream stream(shared.proactor);
    static_cast<void>(co_await stream.connect(shared.places[number % 2]));
    static_cast<void>(co_await stream.send(half));
    const auto left = std::max<naru::proactor::duration>(shared.end - shared.proactor.now(), 1ms);
    static_cast<void>(co_await naru::with_timeout(stream.receive(naru::buffer(room)), left));
    stream.close(naru::close_mode::reset);
  }
}

naru::task<> tell(trouble& shared) {
  const bytes frame = framed(std::string(result) + std::to_string(shared.answers) + ' ' +
                             std::to_string(shared.lost));
  bool told = false;
  for (int attempt = 0; attempt < 100 && !told; ++attempt) {
    naru::tcp_stream stream(shared.proactor);
    static_cast<void>(co_await stream.connect(shared.places[0]));
    told = co_await is_answered(stream, frame);
    co_await naru::sleep_for(100ms);
  }
}

naru::task<> make_trouble(trouble& shared, std::size_t clients) {
  naru::task_scope scope(shared.proactor);
  for (std::size_t i = 0; i < clients; ++i) {
    const std::size_t number = i / 10;
    switch (i % 10) {
      case 0:
        scope.spawn(break_sessions(shared, number));
        break;
      case 1:
        scope.spawn(reset_connections(shared, number));
        break;
      case 2:
        scope.spawn(stay_silent(shared, number));
        break;
      default:
        scope.spawn(expect_answers(shared, i));
    }
  }
  co_await scope.join();
  co_await tell(shared);
}

}  // namespace

second_process troubling_clients(std::string_view backend, const naru::endpoint& one,
                                 const naru::endpoint& other, std::size_t clients,
                                 std::chrono::seconds time) {
  return {{"--backend=" + std::string(backend), "--no-skip", "--quiet",
           "--test-case=the_clients_of_a_troubled_server"},
          invitation,
          one.to_string() + ' ' + other.to_string() + ' ' + std::to_string(clients) + ' ' +
              std::to_string(time.count())};
}

}  // namespace stress

TEST_SUITE_BEGIN("stress");

TEST_CASE("the_clients_of_a_troubled_server" * doctest::skip()) {
  const auto invited = environment(stress::invitation);
  REQUIRE(invited);
  std::istringstream words(*invited);
  std::string one;
  std::string other;
  std::size_t clients = 0;
  long seconds = 0;
  words >> one >> other >> clients >> seconds;
  static_cast<void>(raise_handle_limit());
  const auto proactor = test_proactor();
  stress::trouble shared{*proactor,
                         {naru::endpoint::parse(one), naru::endpoint::parse(other)},
                         std::chrono::steady_clock::now() + std::chrono::seconds(seconds)};
  naru::run(*proactor, stress::make_trouble(shared, clients));
  CHECK(shared.answers > 0);
}

TEST_SUITE_END();
