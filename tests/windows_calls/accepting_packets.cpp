// The packets of AcceptEx, and what a listener does with a connection that it cannot keep.
#include "script.hpp"

#include <array>
#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

naru::listen_options one_accept() {
  naru::listen_options options;
  options.accepts_outstanding = 1;
  options.retry_delay = std::chrono::hours(1);  // so long that a test sees when a listener pauses
  return options;
}

/// The first requests of AcceptEx are pending and unknown to the system.
class held_accepts {
 public:
  explicit held_accepts(std::size_t count) : left_(count) {
    answers().accept = [this](SOCKET, OVERLAPPED* request) {
      ++asked_;
      if (left_ == 0) return go_on;
      --left_;
      request_ = request;
      return extension_failure(ERROR_IO_PENDING);
    };
  }

  [[nodiscard]] OVERLAPPED& request() const { return *request_; }
  [[nodiscard]] std::size_t asked() const noexcept { return asked_; }

 private:
  std::size_t left_;
  std::size_t asked_ = 0;
  OVERLAPPED* request_ = nullptr;
};

bool is_connected(SOCKET accepting) {
  DWORD seconds = 0;
  int size = sizeof seconds;
  auto* const place = reinterpret_cast<char*>(&seconds);
  return ::getsockopt(accepting, SOL_SOCKET, SO_CONNECT_TIME, place, &size) == 0 &&
         seconds != 0xffffffff;
}

void check_that_it_accepts(naru::proactor& proactor, naru::tcp_listener& listener) {
  naru::tcp_stream client(proactor);
  naru::tcp_stream server(proactor);
  CHECK_FALSE(connect(proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(proactor, listener, server).error);
  check_traffic(proactor, client, server);
}

/// The error that an accept gets when a packet with that status has come. The listener must not
/// have asked again.
std::error_code error_of_pause(ULONG_PTR ended) {
  const scripted_calls script;
  const held_accepts accepts(1);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), one_accept());
  naru::tcp_stream server(*proactor);
  finish_request(accepts.request(), ended);
  const std::error_code error = accept(*proactor, listener, server).error;
  CHECK(accepts.asked() == 1);
  return error;
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "AcceptEx" on Microsoft Learn: it may complete at once, and the port gets a packet all the same.
TEST_CASE("an_accept_that_succeeds_at_once_waits_for_its_packet") {
  const scripted_calls script;
  answers().accept = [](SOCKET, OVERLAPPED*) { return go_on_and_succeed; };
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), one_accept());
  for (int i = 0; i < 3; ++i) check_that_it_accepts(*proactor, listener);
}

// "AcceptEx" on Microsoft Learn: WSAECONNRESET. python/cpython #93821 and capnproto/capnproto
// #2773: the packet of one lost client ended the whole listener.
TEST_CASE("a_packet_of_a_client_that_went_is_passed_over") {
  for (const ULONG_PTR ended :
       {status::connection_reset, status::connection_aborted, status::remote_disconnect,
        status::local_disconnect, status::io_timeout, status::cancelled}) {
    CAPTURE(ended);
    const scripted_calls script;
    const held_accepts accepts(1);
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback(), one_accept());
    finish_request(accepts.request(), ended);
    check_that_it_accepts(*proactor, listener);
  }
}

// joyent/libuv #489 and oven-sh/bun #42819: a listener that asks again at once takes a whole
// processor while the system is short of memory. The statuses are those that libuv calls a
// shortage.
TEST_CASE("a_packet_that_tells_of_a_shortage_makes_the_listener_pause") {
  for (const ULONG_PTR ended :
       {status::insufficient_resources, ULONG_PTR{0xc0000007}, ULONG_PTR{0xc0000017},
        ULONG_PTR{0xc0000044}, ULONG_PTR{0xc0000097}, ULONG_PTR{0xc00000a1}, ULONG_PTR{0xc000012d},
        ULONG_PTR{0xc000013d}}) {
    CAPTURE(ended);
    CHECK(error_of_pause(ended) == std::errc::no_buffer_space);
  }
}

// Nothing says that such an error passes ("NTSTATUS Values" in [MS-ERREF]: an access that is
// denied, a device that is not there, a parameter that is invalid).
TEST_CASE("a_packet_whose_error_may_last_makes_the_listener_pause") {
  for (const ULONG_PTR ended :
       {ULONG_PTR{0xc0000022}, ULONG_PTR{0xc000000e}, ULONG_PTR{0xc000000d}}) {
    CAPTURE(ended);
    CHECK(error_of_pause(ended));
  }
}

// "AcceptEx" on Microsoft Learn: SO_CONNECT_TIME tells whether the system has accepted a
// connection. The packet may leave the port much later, and the request has its status only then
// ("How Completion Processing Is Performed": the thread that takes the packet does the second
// stage).
TEST_CASE("a_connection_whose_packet_is_under_way_is_handed_over") {
  const scripted_calls script;
  SOCKET opened = INVALID_SOCKET;
  SOCKET incoming = INVALID_SOCKET;
  answers().opened = [&](SOCKET socket) { opened = socket; };
  answers().accept = [&](SOCKET, OVERLAPPED*) {
    incoming = opened;
    return go_on;
  };
  recorder accepted;
  recorder closed;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), one_accept());
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  const auto other = test_proactor();
  naru::tcp_stream client(*other);
  REQUIRE_FALSE(connect(*other, client, listener.local_endpoint()).error);
  REQUIRE(wait_until([&] { return is_connected(incoming); }));
  SUBCASE("when the listener closes") { listener.close(closed); }
  SUBCASE("when the accept is cancelled") {
    listener.cancel(accepted);
    listener.close(closed);
  }
  CHECK(run_until_completed(*proactor, {&accepted, &closed}));
  REQUIRE_FALSE(accepted.error());
  CHECK(server.remote_endpoint() == client.local_endpoint());
  std::array<std::byte, 1> byte{};
  CHECK_FALSE(send(*proactor, server, naru::buffer(byte)).error);
  CHECK_FALSE(receive(*other, client, naru::buffer(byte)).error);
}

// "AcceptEx" on Microsoft Learn: SO_UPDATE_ACCEPT_CONTEXT. It fails if the client has gone.
TEST_CASE("a_connection_whose_context_cannot_be_updated_is_passed_over") {
  const scripted_calls script;
  int refused = 0;
  answers().set_option = [&](SOCKET, int, int name) {
    if (name != SO_UPDATE_ACCEPT_CONTEXT || refused == 1) return DWORD{0};
    ++refused;
    return DWORD{WSAENOTCONN};
  };
  recorder accepted;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), one_accept());
  naru::tcp_stream lost(*proactor);
  naru::tcp_stream server(*proactor);
  listener.accept(server, accepted);
  CHECK_FALSE(connect(*proactor, lost, listener.local_endpoint()).error);
  CHECK(run_until(*proactor, [&] { return refused == 1; }));
  CHECK_FALSE(accepted.completed());
  naru::tcp_stream client(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK(run_until_completed(*proactor, {&accepted}));
  CHECK_FALSE(accepted.error());
}

// "CreateIoCompletionPort" on Microsoft Learn: it fails without memory.
TEST_CASE("a_connection_that_cannot_be_tied_fails_one_accept") {
  const scripted_calls script;
  std::set<SOCKET> closed;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), one_accept());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  HANDLE refused = nullptr;
  answers().associate = [&](HANDLE file) {
    refused = file;
    return DWORD{ERROR_NO_SYSTEM_RESOURCES};
  };
  answers().close_socket = [&](SOCKET socket) {
    closed.insert(socket);
    return really_close(socket);
  };
  CHECK(accept(*proactor, listener, server).error == std::errc::no_buffer_space);
  CHECK(closed.contains(reinterpret_cast<SOCKET>(refused)));
  answers().associate = nullptr;
  check_that_it_accepts(*proactor, listener);
}

TEST_SUITE_END();
