// The number of a handle that was closed belongs to nobody, or already to another socket.
#include "script.hpp"

#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

/// Notes calls with a handle that was closed. The system gives the number away again at once, to
/// another socket ("closesocket" on Microsoft Learn).
class closed_handles {
 public:
  closed_handles() {
    answers().close_socket = [this](SOCKET socket) {
      use(socket);
      closed_.insert(socket);
      return really_close(socket);
    };
    answers().opened = [this](SOCKET socket) { closed_.erase(socket); };
    answers().cancel = [this](HANDLE file, OVERLAPPED* request) {
      use(reinterpret_cast<SOCKET>(file));
      return really_cancel(file, request);
    };
    const auto transfer = [this](const transfer_call& call) {
      use(call.socket);
      return go_on;
    };
    answers().receive = transfer;
    answers().send = transfer;
    answers().receive_from = transfer;
    answers().send_to = transfer;
    answers().accept = [this](SOCKET listener, OVERLAPPED*) {
      use(listener);
      return go_on;
    };
  }

  [[nodiscard]] int used() const noexcept { return used_; }

 private:
  void use(SOCKET socket) {
    if (closed_.contains(socket)) ++used_;
  }

  std::set<SOCKET> closed_;
  int used_ = 0;
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "closesocket" on Microsoft Learn: the number of the handle may be given away again at once.
TEST_CASE("nothing_is_called_with_a_handle_that_was_closed") {
  const scripted_calls script;
  const closed_handles handles;
  const auto proactor = test_proactor();
  for (int i = 0; i < 20; ++i) {
    recorder received;
    recorder came;
    recorder sent;
    recorder accepted;
    bytes room(8);
    const bytes message(4 * mebibyte);
    connected_pair pair(*proactor);
    naru::udp_socket socket(*proactor, loopback());
    naru::tcp_listener listener(*proactor, loopback());
    naru::tcp_stream server(*proactor);
    pair.client.receive(naru::buffer(room), received);
    pair.client.send(naru::buffer(message), sent);
    socket.receive(naru::buffer(room), came);
    listener.accept(server, accepted);
    if (i % 2 == 0) proactor->poll();
    pair.client.close();
    socket.close();
    listener.close();
    pair.client.cancel();
    socket.cancel();
    listener.cancel();
    CHECK(run_until_completed(*proactor, {&received, &came, &sent, &accepted}));
  }
  CHECK(handles.used() == 0);
}

TEST_SUITE_END();
