// A look for a datagram that takes none: recv with MSG_PEEK. The backend asio waits with it.
#include "script.hpp"

#include <datagrams/datagram_handle.hpp>

using namespace contract;
using namespace windows_calls;
using naru::detail::peek_datagram;

namespace {

/// A socket whose calls of recv are answered by a table.
struct looked_at {
  explicit looked_at(std::vector<answer> table) : calls(answers().receive_now, std::move(table)) {}

  [[nodiscard]] auto look() const { return peek_datagram(socket.native_handle()); }

  std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::udp_socket socket{*proactor, loopback()};
  scripted_transfers calls;
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "recv" on Microsoft Learn: WSAECONNRESET and WSAENETRESET tell of earlier datagrams. WSAEMSGSIZE:
// the datagram that has come is larger than the buffer.
TEST_CASE("a_look_for_a_datagram_passes_over_reports_of_earlier_ones") {
  const scripted_calls script;
  looked_at one({failed(WSAECONNRESET), failed(WSAENETRESET), failed(WSAEMSGSIZE)});
  const auto found = one.look();
  REQUIRE(found);
  CHECK_FALSE(found->error);
  CHECK(one.calls.sizes().size() == 3);
}

TEST_CASE("a_look_for_a_datagram_reports_what_has_failed") {
  const scripted_calls script;
  looked_at one({failed(WSAENOBUFS)});
  const auto found = one.look();
  REQUIRE(found);
  CHECK(found->error == std::errc::no_buffer_space);
}

// An error that a socket reports for ever must hold up nobody else.
TEST_CASE("a_look_for_a_datagram_ends_among_a_thousand_reports_of_the_network") {
  const scripted_calls script;
  looked_at one(std::vector<answer>(1'000, failed(WSAECONNRESET)));
  CHECK_FALSE(one.look().has_value());
  CHECK(one.calls.sizes().size() < 1'000);
}

TEST_SUITE_END();
