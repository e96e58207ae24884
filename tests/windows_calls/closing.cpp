// Closing sockets: the calls that it needs, and a socket that refuses to be closed ("closesocket"
// on Microsoft Learn: WSAEWOULDBLOCK; dotnet/corefx #16179 makes it blocking before it closes it
// again).
#include "calls.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

/// Every socket refuses to be closed until something has been done to it. A socket that lingers and
/// does not block behaves like this.
class reluctant_sockets {
 public:
  enum class gives_in { once_blocking, once_reset };

  explicit reluctant_sockets(gives_in when) {
    answers().close_socket = [this](SOCKET socket) {
      asked_.insert(socket);
      if (!ready_.contains(socket)) return winsock_failure(WSAEWOULDBLOCK);
      closed_.insert(socket);
      return really_close(socket);
    };
    if (when == gives_in::once_blocking) {
      answers().control_socket = [this](SOCKET socket, long command, u_long value) {
        if (command == static_cast<long>(FIONBIO) && value == 0) ready_.insert(socket);
        return DWORD{0};
      };
    } else {
      answers().set_option = [this](SOCKET socket, int level, int name) {
        if (level == SOL_SOCKET && name == SO_LINGER) ready_.insert(socket);
        return DWORD{0};
      };
    }
  }

  [[nodiscard]] std::size_t asked() const { return asked_.size(); }
  [[nodiscard]] bool are_closed() const { return closed_ == asked_; }

 private:
  std::set<SOCKET> asked_;
  std::set<SOCKET> ready_;
  std::set<SOCKET> closed_;
};

/// Returns the end that the peer of a closed stream sees.
std::error_code check_that_all_are_closed(reluctant_sockets::gives_in when) {
  const scripted_calls script;
  const reluctant_sockets reluctant(when);
  std::error_code seen;
  {
    const auto proactor = test_proactor();
    const naru::udp_socket datagrams(*proactor, loopback());
    connected_pair pair(*proactor);  // this also makes a listener, with the sockets for its accepts
    std::array<std::byte, 1> byte{};
    pair.server.close();
    seen = receive(*proactor, pair.client, naru::buffer(byte)).error;
  }
  CHECK(reluctant.asked() >= 4);
  CHECK(reluctant.are_closed());
  return seen;
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_socket_that_refuses_to_close_is_made_blocking_and_closed") {
  CHECK(check_that_all_are_closed(reluctant_sockets::gives_in::once_blocking) ==
        naru::error::end_of_stream);
}

TEST_CASE("a_socket_that_still_refuses_to_close_is_reset") {
  const std::error_code reset{WSAECONNRESET, naru::system_category()};
  const auto seen = check_that_all_are_closed(reluctant_sockets::gives_in::once_reset);
  // Under Wine 8 such a stream ends.
  CHECK((seen == reset || (is_emulated() && seen == naru::error::end_of_stream)));
}

TEST_CASE("closing_a_stream_costs_two_calls") {
  const scripted_calls script;
  recorder received;
  std::array<std::byte, 1> byte{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(byte), received);
  int cancels = 0;
  int closes = 0;
  answers().cancel = [&](HANDLE file, OVERLAPPED* request) {
    ++cancels;
    return really_cancel(file, request);
  };
  answers().close_socket = [&](SOCKET socket) {
    ++closes;
    return really_close(socket);
  };
  pair.server.close();
  CHECK(closes == 1);
  CHECK(cancels == (is_emulated() ? 2 : 1));  // under Wine each request is also cancelled by itself
  CHECK(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
}

// libuv/libuv #3036: closesocket alone resets the connection under a pending receive. An operation
// whose handle is closed first cannot be cancelled any more.
TEST_CASE("requests_are_cancelled_before_their_handle_is_closed") {
  const scripted_calls script;
  std::set<SOCKET> cancelled;
  int closes = 0;
  recorder received;
  recorder came;
  recorder accepted;
  std::array<std::byte, 1> byte{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::udp_socket datagrams(*proactor, loopback());
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream accepting(*proactor);
  pair.server.receive(naru::buffer(byte), received);
  datagrams.receive(naru::buffer(byte), came);
  listener.accept(accepting, accepted);
  answers().cancel = [&](HANDLE file, OVERLAPPED* request) {
    cancelled.insert(reinterpret_cast<SOCKET>(file));
    return really_cancel(file, request);
  };
  answers().close_socket = [&](SOCKET socket) {
    if (cancelled.contains(socket)) ++closes;
    return really_close(socket);
  };
  pair.server.close();
  datagrams.close();
  listener.close();
  CHECK(closes == 3);
  CHECK(run_until_completed(*proactor, {&received, &came, &accepted}));
}

TEST_CASE("a_cancel_that_finds_nothing_is_repeated_under_wine") {
  if (!is_emulated()) {
    MESSAGE("skipped: on Windows a cancel that finds nothing says that the request has ended");
    return;
  }
  const scripted_calls script;
  for (const bool closes : {false, true}) {
    CAPTURE(closes);
    recorder received;
    std::array<std::byte, 1> byte{};
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    pair.server.receive(naru::buffer(byte), received);
    int cancels = 0;
    answers().cancel = [&](HANDLE file, OVERLAPPED* request) {
      if (++cancels < 5) {
        ::SetLastError(ERROR_NOT_FOUND);
        return FALSE;
      }
      return really_cancel(file, request);
    };
    if (closes) {
      pair.server.close();
    } else {
      pair.server.cancel();
    }
    CHECK(cancels >= 5);
    CHECK(run_until_completed(*proactor, {&received}));
    CHECK(received.error() == std::errc::operation_canceled);
  }
}

TEST_SUITE_END();
