// Connecting to a Unix domain socket. The system may know no such sockets: here each is a TCP
// socket that connects to a listener of the test.
#include "script.hpp"

using namespace contract;
using namespace windows_calls;

namespace {

/// This stands for the system's Unix domain sockets.
class imitated_unix_sockets {
 public:
  explicit imitated_unix_sockets(naru::proactor& proactor) : listener(proactor, loopback()) {
    answers().family = [](int& family) {
      if (family == AF_UNIX) family = AF_INET;
    };
    answers().connect_now = [this](SOCKET socket, const sockaddr* target) {
      if (target->sa_family != AF_UNIX) return go_on;
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = ::htons(listener.local_endpoint().port());
      address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
      return really_connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    };
  }

  naru::tcp_listener listener;
};

naru::io_result connect_unix(naru::proactor& proactor, naru::unix_stream& stream) {
  return finish(proactor, [&](naru::operation& op) {
    return stream.connect(naru::unix_endpoint::parse("naru-test.sock"), op);
  });
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "connect" on Microsoft Learn: WSAEWOULDBLOCK means that the connection is under way.
TEST_CASE("a_unix_connect_that_would_block_waits_for_its_connection") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  imitated_unix_sockets system(*proactor);
  bool polled = false;
  answers().poll = [&](WSAPOLLFD&, int limit) {
    polled = true;
    CHECK(limit > 0);
    CHECK(limit <= 100);
    return go_on;
  };
  naru::unix_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  recorder accepted;
  system.listener.accept(server, accepted);
  CHECK_FALSE(connect_unix(*proactor, client).error);
  CHECK(polled);
  CHECK(run_until_completed(*proactor, {&accepted}));
  std::array<std::byte, 1> room{};
  recorder sent;
  client.send(naru::buffer(std::string_view("x")), sent);
  CHECK(receive(*proactor, server, naru::buffer(room)).bytes == 1);
  CHECK(run_until_completed(*proactor, {&sent}));
}

// A listener whose backlog is full answers nothing. Linux says EAGAIN, which naru calls
// no_buffer_space on every system.
TEST_CASE("a_unix_connect_does_not_wait_long_for_a_full_backlog") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  const imitated_unix_sockets system(*proactor);
  answers().connect_now = [](SOCKET, const sockaddr*) { return winsock_failure(WSAEWOULDBLOCK); };
  answers().poll = [](WSAPOLLFD&, int) { return 0; };
  naru::unix_stream client(*proactor);
  CHECK(connect_unix(*proactor, client).error == std::errc::no_buffer_space);
  CHECK_FALSE(client.is_open());
}

// "SOL_SOCKET Socket Options" on Microsoft Learn: SO_ERROR tells how the connect has ended.
TEST_CASE("a_unix_connect_that_is_refused_later_says_so") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  const imitated_unix_sockets system(*proactor);
  answers().connect_now = [](SOCKET, const sockaddr*) { return winsock_failure(WSAEWOULDBLOCK); };
  answers().poll = [](WSAPOLLFD& socket, int) {
    socket.revents = POLLERR | POLLHUP;
    return 1;
  };
  answers().option_read = [](int level, int name, char* value) {
    constexpr int refused = WSAECONNREFUSED;
    if (level == SOL_SOCKET && name == SO_ERROR) std::memcpy(value, &refused, sizeof refused);
  };
  naru::unix_stream client(*proactor);
  CHECK(connect_unix(*proactor, client).error == std::errc::connection_refused);
}

TEST_CASE("a_unix_connect_that_fails_at_once_says_why") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  const imitated_unix_sockets system(*proactor);
  answers().connect_now = [](SOCKET, const sockaddr*) { return winsock_failure(WSAECONNREFUSED); };
  answers().poll = [](WSAPOLLFD&, int) {
    FAIL_CHECK("nothing to wait for");
    return 0;
  };
  naru::unix_stream client(*proactor);
  CHECK(connect_unix(*proactor, client).error == std::errc::connection_refused);
}

// "WSAPoll" on Microsoft Learn: it fails if it has no memory or no network.
TEST_CASE("a_unix_connect_whose_end_cannot_be_asked_for_says_why") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  const imitated_unix_sockets system(*proactor);
  answers().connect_now = [](SOCKET, const sockaddr*) { return winsock_failure(WSAEWOULDBLOCK); };
  answers().poll = [](WSAPOLLFD&, int) { return winsock_failure(WSAENETDOWN); };
  naru::unix_stream client(*proactor);
  CHECK(connect_unix(*proactor, client).error == std::errc::network_down);
}

TEST_SUITE_END();
