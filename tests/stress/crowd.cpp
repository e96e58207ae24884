#include "crowd.hpp"

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

#include "system.hpp"

using namespace contract;

namespace stress {
namespace {

constexpr const char* invitation = "NARU_STRESS_CROWD";
constexpr auto gathering = 40s;

// The other handles of the process: the standard streams, the libraries, Asio's own.
constexpr std::size_t other_handles = 200;

/// The other process's part: it connects, one connection after the other.
class joiner {
 public:
  joiner(naru::proactor& proactor, const naru::endpoint& place, std::size_t count)
      : proactor_(proactor), place_(place), count_(count) {}

  /// Returns when the first connection has ended.
  void join() {
    connect_next();
    proactor_.run();
  }
  [[nodiscard]] std::error_code failure() const { return failure_; }

 private:
  void connect_next() { streams_.emplace_back(proactor_).connect(place_, connected_); }
  void on_connected(naru::io_result result) {
    failure_ = result.error;
    if (failure_) return proactor_.stop();
    if (streams_.size() == 1) streams_.front().receive(naru::buffer(room_), ended_);
    if (streams_.size() < count_) connect_next();
  }
  void on_ended(naru::io_result) { proactor_.stop(); }

  naru::proactor& proactor_;
  const naru::endpoint place_;
  const std::size_t count_;
  std::error_code failure_;
  std::array<std::byte, 1> room_{};
  naru::member_callback connected_ = naru::bind<&joiner::on_connected>(this);
  naru::member_callback ended_ = naru::bind<&joiner::on_ended>(this);
  std::deque<naru::tcp_stream> streams_;
};

}  // namespace

second_process others(std::string_view backend, const naru::endpoint& place, std::size_t count) {
  return {{"--backend=" + std::string(backend), "--no-skip", "--quiet",
           "--test-case=the_others_of_a_crowd"},
          invitation,
          place.to_string() + ' ' + std::to_string(count)};
}

std::size_t crowd::possible(std::size_t wanted) {
  return std::min(wanted, raise_handle_limit() - other_handles);
}

crowd::crowd(naru::proactor& proactor, std::size_t count)
    : proactor_(proactor),
      count_(count),
      listener_(proactor, loopback()),
      others_(others(proactor.backend(), listener_.local_endpoint(), count)) {
  accept_next();
}

crowd::~crowd() {
  const auto nothing_pending = [this] {
    return !accepted_.pending() && std::ranges::none_of(members_, [](const member& each) {
      return each.received.pending();
    });
  };
  const bool proactor_is_gone = nothing_pending();
  if (!proactor_is_gone) {
    proactor_.restart();
    listener_.close();
    for (member& each : members_) each.stream.close(naru::close_mode::reset);
    if (!run_until(proactor_, nothing_pending)) {
      std::fputs("a crowd could not be dissolved: a completion is missing\n", stderr);
      std::_Exit(3);  // its operations are pending, and their memory is about to be freed
    }
  }
}

bool crowd::gather() {
  return run_until(
             proactor_, [this] { return failed_ || waiting_ == count_; }, gathering) &&
         !failed_;
}

bool crowd::each_was_cancelled_once() const {
  return std::ranges::all_of(members_, [](const member& each) {
    return each.received.completions() == 1 &&
           each.received.error() == std::errc::operation_canceled;
  });
}

void crowd::accept_next() { listener_.accept(members_.emplace_back(proactor_).stream, accepted_); }

void crowd::on_accepted(naru::io_result result) {
  failed_ = static_cast<bool>(result.error);
  if (failed_) return;
  member& last = members_.back();
  last.stream.receive(naru::buffer(last.room), last.received);
  if (++waiting_ != count_) accept_next();
}

}  // namespace stress

TEST_SUITE_BEGIN("stress");

TEST_CASE("the_others_of_a_crowd" * doctest::skip()) {
  const auto place_and_count = environment(stress::invitation);
  REQUIRE(place_and_count);
  std::istringstream words(*place_and_count);
  std::string place;
  std::size_t count = 0;
  words >> place >> count;
  const auto proactor = test_proactor();
  stress::joiner others(*proactor, naru::endpoint::parse(place), count);
  others.join();
  CHECK(others.failure() == std::error_code());
}

TEST_SUITE_END();
