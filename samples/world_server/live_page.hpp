// live_page: the page on which somebody watches a world_server, if this program was built with
// naru::watch.
#pragma once

#include <naru/detail/session_owner.hpp>
#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>

#include <cstdint>
#include <memory>

#include "world_figures.hpp"

namespace samples::world {

/// Whether this program was built with naru::watch. If it was not, watch throws std::logic_error.
[[nodiscard]] bool has_watch() noexcept;

class live_page {
 public:
  live_page() = default;
  live_page(const live_page&) = delete;
  live_page& operator=(const live_page&) = delete;
  virtual ~live_page() = default;

  [[nodiscard]] virtual naru::endpoint local_endpoint() const noexcept = 0;
};

/// Serves the page on that port of 127.0.0.1. The others must live as long as it does.
[[nodiscard]] std::unique_ptr<live_page> watch(naru::proactor& proactor, std::uint16_t port,
                                               const naru::detail::session_owner& server,
                                               const world_figures& figures);

}  // namespace samples::world
