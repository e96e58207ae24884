// A std::stop_token stops a scope.
#include <naru/stop_link.hpp>

#include <stop_token>
#include <thread>

#include "../coroutines.hpp"

using namespace contract;

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "a_std_stop_token_stops_a_scope") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  for (const bool early : {true, false}) {
    std::stop_source source;
    std::error_code error;
    if (early) source.request_stop();
    naru::task_scope scope(*proactor);
    const naru::stop_link link(source.get_token(), scope);
    scope.spawn([](std::error_code& outcome) -> naru::task<> {
      outcome = co_await naru::sleep_for(1h);
    }(error));
    std::thread requester([&] { source.request_stop(); });
    naru::run(*proactor, scope.join());
    requester.join();
    CHECK(is_canceled(error));
  }
}

TEST_SUITE_END();
