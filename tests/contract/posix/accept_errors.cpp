// An accept whose error stays, because the listening socket was shut down through its handle.
#include "../support.hpp"

#include <sys/socket.h>

using namespace contract;

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("an_error_of_accept_that_stays_keeps_no_thread") {
  if (!has_native_handles()) return;
  recorder accepted;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream stream(*proactor);
  ::shutdown(static_cast<int>(listener.native_handle()), SHUT_RD);
  listener.accept(stream, accepted);  // fails again and again
  proactor->run_for(20ms);
  listener.cancel();
  CHECK(run_until_completed(*proactor, {&accepted}));
  CHECK(accepted.error());
  listener.close();
  proactor->run();  // nothing is left to do
}

TEST_SUITE_END();
