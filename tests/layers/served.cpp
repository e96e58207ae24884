#include "served.hpp"

#include <algorithm>
#include <string_view>

using namespace std::chrono_literals;

namespace layers {
namespace {

/// `options` with a transport, if they have none.
naru::server_options with_transport(naru::server_options options,
                                    const std::shared_ptr<xor_factory>& factory) {
  if (options.transport.is_plain()) options.transport = naru::transport(factory);
  return options;
}

}  // namespace

void refusals::on_refused(const naru::endpoint& peer, refusal why) {
  if (peer.address() != contract::loopback().address()) ++strangers_;
  const std::lock_guard lock(mutex_);
  all_.push_back(why);
}
void refusals::on_handshake_failed(const naru::endpoint&, const std::error_code& error) {
  const std::lock_guard lock(mutex_);
  errors_.push_back(error);
}
std::ptrdiff_t refusals::count(refusal why) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::count(all_, why);
}
std::vector<std::error_code> refusals::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

naru::transport xored(plan& with) { return naru::transport(std::make_shared<xor_factory>(with)); }

naru::client_options to(const naru::endpoint& server, const naru::transport& through) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .reconnect = {.delay_min = 5ms, .delay_max = 40ms, .seed = 7},
          .transport = through};
}

std::function<std::shared_ptr<contract::echoing_session>()> echoing(contract::journal& written) {
  return [&written] { return std::make_shared<contract::echoing_session>(written); };
}

served::served(naru::server_options options)
    : server(*proactor, with_transport(std::move(options), factory), echoing(written)) {
  server.start();
}

naru::client_options served::of_client() { return to(endpoint(), xored(at_client)); }

bool served::stop(std::chrono::milliseconds limit) {
  server.stop(limit, stopped);
  return contract::run_until_completed(*proactor, {&stopped});
}

guest::guest(naru::proactor& proactor, const naru::client_options& options)
    : lines{.connected =
                [](contract::scripted_session& self) { self.send(std::string_view("hello")); }},
      client(proactor, options,
             [this] { return std::make_shared<contract::scripted_session>(written, lines); }) {
  client.start();
}

}  // namespace layers
