// Connections come, send a byte and go, ten thousand times: nothing of them is left.
#include "echo.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>

using namespace contract;

namespace {

/// Connects, has one byte echoed, closes, and repeats that.
class visitor {
 public:
  visitor(naru::proactor& proactor, const naru::endpoint& server, std::size_t visits,
          countdown& done)
      : proactor_(proactor), server_(server), left_(visits), done_(done), stream_(proactor) {}

  void visit() {
    stream_ = naru::tcp_stream(proactor_);
    stream_.connect(server_, connected_);
  }
  [[nodiscard]] std::size_t left() const { return left_; }
  [[nodiscard]] std::error_code failure() const { return failure_; }

 private:
  void on_connected(naru::io_result result) {
    if (result.error) return leave(result.error);
    stream_.send(naru::buffer(out_), sent_);
  }
  void on_sent(naru::io_result result) {
    if (result.error) return leave(result.error);
    stream_.receive(naru::buffer(in_), received_);
  }
  void on_received(naru::io_result result) {
    const bool wrong = !result.error && in_ != out_;
    leave(wrong ? std::make_error_code(std::errc::bad_message) : result.error);
  }
  // A reset leaves no port in TIME_WAIT: ten thousand of those would use up a good part of them.
  void leave(std::error_code failure) {
    failure_ = failure;
    const bool graceful = left_ % 20 == 0;
    stream_.close(graceful ? naru::close_mode::graceful : naru::close_mode::reset, closed_);
  }
  void on_closed(naru::io_result) {
    if (failure_ || --left_ == 0) return done_.arrive();
    visit();
  }

  naru::proactor& proactor_;
  const naru::endpoint server_;
  std::size_t left_;
  countdown& done_;
  std::error_code failure_;
  std::array<std::byte, 1> out_{std::byte{7}};
  std::array<std::byte, 1> in_{};
  naru::member_callback connected_ = naru::bind<&visitor::on_connected>(this);
  naru::member_callback sent_ = naru::bind<&visitor::on_sent>(this);
  naru::member_callback received_ = naru::bind<&visitor::on_received>(this);
  naru::member_callback closed_ = naru::bind<&visitor::on_closed>(this);
  naru::tcp_stream stream_;
};

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("open_and_close_ten_thousand") {
  constexpr std::size_t in_parallel = 20;
  constexpr std::size_t tolerated = 3;  // the system may open some in the background
  const std::size_t each = promised(10'000) / in_parallel + 1;
  countdown done(in_parallel);
  const auto proactor = test_proactor();
  {
    const connected_pair first(*proactor);  // the system opens some handles once
  }
  proactor->poll();
  echo_server server(*proactor, 64);
  std::deque<visitor> visitors;
  for (std::size_t i = 0; i < in_parallel; ++i) {
    visitors.emplace_back(*proactor, server.endpoint(), each, done);
  }
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 3);
  const std::size_t before = open_handles();
  for (visitor& one : visitors) one.visit();
  CHECK(done.wait(50s));
  for (const visitor& one : visitors) {
    CHECK(one.failure() == std::error_code());
    CHECK(one.left() == 0);
  }
  CHECK(run_until(*proactor,
                  [&] { return server.sessions() == 0 && open_handles() <= before + tolerated; }));
  CHECK(server.accepted() == in_parallel * each);
}

TEST_SUITE_END();
