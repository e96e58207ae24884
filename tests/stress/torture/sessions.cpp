// The ordinary life of a server of sessions, and of one with coroutine sessions.
#include "torture.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <utility>

using namespace torture;
using contract::loopback;

namespace {

class echo final : public naru::session<naru::raw> {
 protected:
  void on_message(naru::const_buffer message) override { send(message); }
};

class asking final : public naru::session<naru::raw> {
 public:
  explicit asking(operations& ops) : ops_(ops) {}

 protected:
  void on_connected() override { send(naru::buffer(ops_.out)); }
  void on_message(naru::const_buffer) override { ++ops_.messages; }

 private:
  operations& ops_;
};

naru::task<> echo_once(naru::tcp_stream peer) {
  std::array<std::byte, 8> data{};
  const auto [error, bytes] = co_await peer.receive(naru::buffer(data));
  if (!error) co_await peer.send(naru::buffer(data, bytes));
}

naru::task<> serve(naru::tcp_listener& listener, naru::task_scope& scope) {
  for (;;) {
    auto accepted = co_await listener.accept();
    if (accepted.error) co_return;
    scope.spawn(echo_once(std::move(accepted.content)));
  }
}

/// Joins its scope, as is required, whatever has failed before or fails meanwhile.
class joined_scope {
 public:
  explicit joined_scope(naru::proactor& proactor) : scope(proactor) {}
  ~joined_scope() {
    scope.request_stop();
    while (!join()) {
    }
  }
  joined_scope(const joined_scope&) = delete;
  joined_scope& operator=(const joined_scope&) = delete;

  naru::task_scope scope;

 private:
  [[nodiscard]] bool join() noexcept {
    try {
      naru::run(scope.owner(), scope.join());
      return true;
    } catch (...) {
      return false;  // only once: one thing fails in a life
    }
  }
};

/// Connects to `where`, sends, and waits for what comes back.
void ask(naru::proactor& proactor, const naru::endpoint& where, operations& ops) {
  naru::tcp_stream client(proactor);
  auto& connected = ops.next();
  client.connect(where, connected);
  if (!go_on_until(proactor, [&] { return connected.completed(); })) return;
  auto& received = ops.next();
  client.receive(naru::buffer(ops.in), received);
  client.send(naru::buffer(ops.out), ops.next());
  static_cast<void>(go_on_until(proactor, [&] { return received.completed(); }));
}

}  // namespace

TEST_SUITE_BEGIN("torture");

TEST_CASE("a_server_of_sessions") {
  try_each_fault("server of sessions", [](naru::proactor& proactor, operations& ops) {
    naru::server<echo> server(proactor, {.address = loopback()});
    server.start();
    ask(proactor, server.local_endpoint(), ops);
    auto& stopped = ops.next();
    server.stop(std::chrono::milliseconds(100), stopped);
    CHECK(contract::run_until(proactor, [&] { return stopped.completed(); }));
  });
}

TEST_CASE("a_client_of_sessions") {
  try_each_fault("client of sessions", [](naru::proactor& proactor, operations& ops) {
    naru::server<echo> server(proactor, {.address = loopback()});
    server.start();
    naru::client_options options;
    options.host = "127.0.0.1";
    options.port = server.local_endpoint().port();
    // The call that failed may have been the one that asks the system. The next one does not fail.
    if (options.port == 0) options.port = server.local_endpoint().port();
    options.reconnect.delay_min = std::chrono::milliseconds(1);
    naru::client<asking> client(proactor, options, [&] { return std::make_shared<asking>(ops); });
    client.start();
    static_cast<void>(go_on_until(proactor, [&] { return ops.messages > 0; }));
    auto& client_stopped = ops.next();
    client.stop(std::chrono::milliseconds(100), client_stopped);
    auto& server_stopped = ops.next();
    server.stop(std::chrono::milliseconds(100), server_stopped);
    CHECK(contract::run_until(
        proactor, [&] { return client_stopped.completed() && server_stopped.completed(); }));
  });
}

TEST_CASE("a_loop_of_accepts_in_a_coroutine") {
  try_each_fault("coroutines", [](naru::proactor& proactor, operations& ops) {
    naru::tcp_listener listener(proactor, loopback());
    joined_scope joined(proactor);
    const naru::endpoint where = listener.local_endpoint();
    joined.scope.spawn(serve(listener, joined.scope));
    ask(proactor, where, ops);
  });
}

TEST_SUITE_END();
