// A connection that another process kept open and has handed back. It may get the number that it
// had before.
#include <unistd.h>

#include <array>

#include "../support.hpp"

using namespace contract;

TEST_SUITE_BEGIN("streams");

TEST_CASE("a_connection_that_comes_back_under_its_old_number_is_adopted") {
  if (!has_native_handles()) return;
  std::array<std::byte, 8> storage{};
  recorder received;
  recorder closed;
  recorder again;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);  // waits, so the system knows the socket
  proactor->run_for(1ms);
  const auto handle = pair.server.native_handle();
  const int kept = ::dup(static_cast<int>(handle));
  REQUIRE(kept != -1);
  pair.server.close(closed);
  REQUIRE(run_until_completed(*proactor, {&received, &closed}));
  REQUIRE(::dup2(kept, static_cast<int>(handle)) == static_cast<int>(handle));
  ::close(kept);
  naru::tcp_stream back(*proactor);
  REQUIRE_FALSE(back.adopt(handle));
  back.receive(naru::buffer(storage), again);
  proactor->run_for(1ms);
  CHECK_FALSE(again.completed());
  CHECK_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  REQUIRE(run_until_completed(*proactor, {&again}));
  CHECK_FALSE(again.error());
  CHECK(again.bytes() == storage.size());
}

TEST_SUITE_END();
