// visitor: a client of one run, which connects again when its session is lost.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/client_options.hpp>

#include <memory>

#include "scene.hpp"
#include "service.hpp"

namespace mix {

class visitor {
 public:
  visitor() = default;
  visitor(const visitor&) = delete;
  visitor& operator=(const visitor&) = delete;
  virtual ~visitor() = default;

  virtual void stop(naru::proactor::duration drain) = 0;
  [[nodiscard]] virtual bool is_stopping() const noexcept = 0;
  [[nodiscard]] virtual bool is_stopped() const noexcept = 0;
  /// Tests what holds once it has stopped.
  virtual void check_end() = 0;
  /// Does something with the session, if there is one.
  virtual void disturb() = 0;
};

/// The options of a client of that service, which is found under `host`.
[[nodiscard]] naru::client_options draw_client(scene& in, const service_plan& plan,
                                               std::string_view host);

/// Connects.
[[nodiscard]] std::unique_ptr<visitor> make_visitor(naru::proactor& owner, scene& in,
                                                    const service_plan& plan,
                                                    const naru::client_options& options);

}  // namespace mix
