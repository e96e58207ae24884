// A chat server on port 7777: what one says, all hear, each message after its length in four bytes.
#include <naru/naru.hpp>

using namespace std::chrono_literals;

class chatter : public naru::session<naru::length_prefixed<>> {
 public:
  explicit chatter(naru::room<chatter>& everyone) : everyone_(everyone) {}

 private:
  void on_connected() override { everyone_.join(*this); }
  void on_message(naru::const_buffer message) override { everyone_.broadcast(message); }
  void on_closed(naru::close_reason reason) override { std::puts(naru::describe(reason).data()); }

  naru::room<chatter>& everyone_;
};

static naru::task<> serve(naru::server<chatter>& server) {
  naru::signal_set stop(server.owner(), naru::stop_signals);
  server.start();
  co_await stop.wait();
  co_await server.stop(5s);  // what is queued is still sent
}

int main() {
  const auto proactor = naru::make_proactor();
  naru::room<chatter> everyone;
  naru::server<chatter> server(
      *proactor,
      {.address = naru::endpoint::parse("0.0.0.0:7777"), .sessions = {.idle_timeout = 60s}},
      [&] { return std::make_shared<chatter>(everyone); });
  naru::run(*proactor, serve(server));
}
