// Counts the calls to the system for ten thousand echoes, so that a wasted one does not come back.
// The clients and the servers are in this process, so an echo is two messages.
#include "../../contract/support.hpp"
#include "../torture/failing_call.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <string_view>

using namespace contract;

namespace {

/// How often each function of the system was called. replaced_calls.cpp tells of each call.
struct call_counts {
  std::atomic<bool> counting = false;
  std::mutex mutex;
  std::map<std::string_view, int> calls;
};

call_counts& counts() {
  static call_counts the_counts;
  return the_counts;
}

constexpr int connections = 50;
constexpr int messages = 20'000;

/// One end of a connection. It answers each message until no answer is left.
class answering_end {
 public:
  answering_end(naru::proactor& proactor, naru::tcp_stream& stream, int& left)
      : proactor_(proactor), stream_(stream), left_(left) {}

  // There is more room than a message takes, as in every server.
  void receive() { stream_.receive(naru::buffer(room_), received_); }
  void send() { stream_.send(naru::buffer(room_, 64), sent_); }

 private:
  void on_received(naru::io_result result) {
    if (result.bytes != 64) return;  // the connection ends
    if (--left_ > 0) return send();
    if (left_ == 0) proactor_.stop();
  }

  naru::proactor& proactor_;
  naru::tcp_stream& stream_;
  int& left_;
  std::array<std::byte, 256> room_{};
  recorder received_{[this](naru::io_result result) { on_received(result); }};
  recorder sent_{[this](naru::io_result) { receive(); }};
};

/// The most calls per message that a backend may make. A function that does not exist on a system
/// is not called there.
struct most_calls {
  std::string_view backend;
  double to_receive;
  double to_send;
  double to_wait;
};

// Asio asks the socket first and waits afterwards, so it asks twice if the peer has not answered
// yet. The completion port gets a packet for each receive, many at a time.
constexpr std::array limits{most_calls{"epoll", 1.02, 1.02, 0.2},
                            most_calls{"asio", 2.05, 1.02, 1.2},
                            most_calls{"iocp", 1.02, 1.02, 0.6}};

double per_message(std::initializer_list<std::string_view> functions) {
  int sum = 0;
  for (const std::string_view each : functions) sum += counts().calls[each];
  return static_cast<double>(sum) / messages;
}

}  // namespace

bool torture::is_to_fail(const char* function) noexcept {
  if (!counts().counting) return false;
  const std::lock_guard lock(counts().mutex);
  ++counts().calls[function];
  return false;
}

TEST_SUITE_BEGIN("system_calls");

TEST_CASE("a_message_costs_one_call_to_receive_and_one_to_send") {
  int left = messages - connections;
  const auto proactor = test_proactor();
  std::deque<connected_pair> pairs;
  std::deque<answering_end> ends;
  for (int i = 0; i < connections; ++i) pairs.emplace_back(*proactor);
  for (connected_pair& pair : pairs) {
    ends.emplace_back(*proactor, pair.server, left).receive();
    ends.emplace_back(*proactor, pair.client, left).send();
  }
  counts().counting = true;
  proactor->run();
  counts().counting = false;
  proactor->restart();
  for (connected_pair& pair : pairs) {
    pair.client.close();
    pair.server.close();
  }
  proactor->run();

  for (const most_calls& most : limits) {
    if (most.backend != proactor->backend()) continue;
    for (const auto& [name, calls] : counts().calls) MESSAGE(name << ": " << calls);
    CHECK(per_message({"recv", "recvmsg", "WSARecv"}) <= most.to_receive);
    CHECK(per_message({"send", "sendmsg", "WSASend"}) <= most.to_send);
    CHECK(per_message({"epoll_wait", "GetQueuedCompletionStatusEx", "GetQueuedCompletionStatus"}) <=
          most.to_wait);
  }
}

TEST_SUITE_END();
