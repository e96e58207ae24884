#include "service.hpp"

#include <chrono>
#include <memory>

namespace samples::chat {
namespace {

constexpr std::chrono::seconds goodbye_max{5};

}  // namespace

service::service(naru::proactor& on, const naru::server_options& listening,
                 const hall_limits& limits)
    : hall_(limits),
      stops_(on, naru::stop_signals),
      server_(on, listening, [this] { return std::make_shared<member>(hall_); }) {}

naru::task<> service::serve_until_told() {
  for (;;) {
    const auto [error, which] = co_await stops_.wait();
    if (error || which != naru::signal_kind::hang_up || !reload_) break;
    reload_();
  }
  co_await server_.stop(goodbye_max);
}

}  // namespace samples::chat
