// system_resolver: a resolver that asks the system, the same on every backend.
//
// It lives like a socket: the loop has it in its list and closes it when the loop ends, and it is
// freed once its owner has released it and nothing is pending.
#pragma once

#include <naru/detail/resolver_object.hpp>

#include <memory>

#include "names/lookup.hpp"
#include "sockets/socket_base.hpp"

namespace naru::detail {

class system_resolver final : public resolver_object, public socket_base {
 public:
  explicit system_resolver(loop& owner) : socket_base(owner, /*asks_for_detach=*/true) {}

  submission resolve(std::string_view host, std::uint16_t port, std::vector<endpoint>& results,
                     operation& op, const resolve_options& options) override;
  void cancel() noexcept override;
  void release() noexcept override { socket_base::release(); }

 private:
  void begin_close(close_mode mode) noexcept override;
  void detach(operation& op) noexcept override;

  [[nodiscard]] std::error_code begin(operation& op);

  operation* pending_ = nullptr;
  std::shared_ptr<lookup> lookup_;  // only while pending
};

}  // namespace naru::detail
