#include <naru/watch.hpp>

#include "../live_page.hpp"

namespace samples::world {
namespace {

class watched_world final : public live_page {
 public:
  watched_world(naru::proactor& proactor, std::uint16_t port,
                const naru::detail::session_owner& server, const world_figures& figures)
      : page_(proactor, {.address = {naru::address::loopback_v4(), port}}) {
    page_.add(server, "world");
    page_.figure("players in the world", [&] { return static_cast<double>(figures.players); });
    page_.figure("ticks", [&] { return static_cast<double>(figures.ticks); });
    page_.figure("ticks skipped", [&] { return static_cast<double>(figures.skipped); });
    page_.add(figures.tick_time, "time of a tick");
    page_.start();
  }

  naru::endpoint local_endpoint() const noexcept override { return page_.local_endpoint(); }

 private:
  naru::watch_page page_;
};

}  // namespace

bool has_watch() noexcept { return true; }

std::unique_ptr<live_page> watch(naru::proactor& proactor, std::uint16_t port,
                                 const naru::detail::session_owner& server,
                                 const world_figures& figures) {
  return std::make_unique<watched_world>(proactor, port, server, figures);
}

}  // namespace samples::world
