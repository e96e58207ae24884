#include <naru/naru.hpp>

#include <memory>

#include "../naru/loops.hpp"
#include "../scenarios.hpp"

namespace bench {
namespace {

using wire = naru::length_prefixed<>;

class echoing final : public naru::session<wire> {
  void on_message(naru::const_buffer message) override { send(message); }
};

class broadcasting final : public naru::session<wire> {
 public:
  explicit broadcasting(const naru::server<broadcasting>*& everyone) : everyone_(everyone) {}

 private:
  void on_message(naru::const_buffer message) override { everyone_->broadcast(message); }

  const naru::server<broadcasting>*& everyone_;
};

naru::server_options options_for(const options& chosen) {
  naru::server_options made{
      .address = naru::endpoint(naru::address::loopback_v4(), 0),
      .sessions = {.message_size_max = chosen.buffer_size,
                   .receive_buffer_size = chosen.buffer_size,
                   .send_queue_max = std::size_t{64} << 20}};  // large enough to drop nothing
  if (chosen.time_limit.count() != 0) {
    made.sessions.message_timeout = chosen.time_limit;
    made.sessions.write_timeout = chosen.time_limit;
  }
  return made;
}

template <class Session>
void serve(loops& all, naru::server<Session>& server) {
  server.start();
  announce(server.local_endpoint().port());
  all.run();
}

}  // namespace

void serve_session_echo(const options& chosen) {
  if (chosen.threads != 1 && chosen.loops == arrangement::separate) not_applicable(chosen);
  loops all(chosen);
  naru::server<echoing> server(all.first(), options_for(chosen));
  serve(all, server);
}

void serve_session_broadcast(const options& chosen) {
  if (chosen.threads != 1 && chosen.loops == arrangement::separate) not_applicable(chosen);
  loops all(chosen);
  const naru::server<broadcasting>* everyone = nullptr;
  naru::server<broadcasting> server(all.first(), options_for(chosen),
                                    [&] { return std::make_shared<broadcasting>(everyone); });
  everyone = &server;
  serve(all, server);
}

}  // namespace bench
