// A chat on port 7777: what one says, all hear. Say something with: nc 127.0.0.1 7777
#include <naru/naru.hpp>

struct chatter : naru::session<naru::delimited<>> {
  static inline naru::room<chatter> everyone;
  void on_connected() override { everyone.join(*this); }
  void on_message(naru::const_buffer line) override { everyone.broadcast(line); }
};

int main() {
  const auto proactor = naru::make_proactor();
  naru::signal_set stops(*proactor, naru::stop_signals);
  naru::server<chatter> server(*proactor, {.address = naru::endpoint::parse("0.0.0.0:7777")});
  server.start();
  naru::worker_pool workers(*proactor, 2);        // two threads serve
  naru::sync_wait(*proactor, stops.wait());       // until Ctrl-C
  server.stop_blocking(std::chrono::seconds(5));  // sends what is queued, and closes
}
