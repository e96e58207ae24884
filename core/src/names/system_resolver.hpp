// system_resolver: a resolver that asks the system, the same on every backend. A backend that has
// names of its own derives from it, and answers the questions itself.
//
// It lives like a socket: the loop has it in its list and closes it when the loop ends, and it is
// freed once its owner has released it and nothing is pending.
#pragma once

#include <naru/detail/resolver_object.hpp>

#include <memory>
#include <utility>

#include "names/lookup.hpp"
#include "sockets/socket_base.hpp"

namespace naru::detail {

class system_resolver : public resolver_object, public socket_base {
 public:
  explicit system_resolver(loop& owner) : socket_base(owner, /*asks_for_detach=*/true) {}

  submission resolve(std::string_view host, std::uint16_t port, std::vector<endpoint>& results,
                     operation& op, const resolve_options& options) final;
  void cancel() noexcept final;
  void release() noexcept final { socket_base::release(); }

 private:
  /// Makes the question for a name that is no literal address. May throw std::bad_alloc.
  [[nodiscard]] virtual std::shared_ptr<lookup> make_question(const lookup_asker& asker,
                                                              lookup_question question) {
    return make_lookup(asker, std::move(question));
  }

  void begin_close(close_mode mode) noexcept final;
  void detach(operation& op) noexcept final;

  [[nodiscard]] std::error_code begin(operation& op);

  operation* pending_ = nullptr;
  std::shared_ptr<lookup> lookup_;  // only while pending
};

}  // namespace naru::detail
