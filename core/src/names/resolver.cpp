#include <naru/resolver.hpp>

#include <naru/detail/misuse.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>
#include <naru/proactor.hpp>

#include "loop/loop_of.hpp"
#include "names/system_resolver.hpp"

namespace naru {
namespace {

detail::resolver_pointer make_resolver(proactor& owner) {
  if (auto* const own = detail::proactor_access::own_services(owner)) return own->make_resolver();
  return detail::resolver_pointer(new detail::system_resolver(detail::loop_of(owner)));
}

}  // namespace

resolver::resolver(proactor& owner) : object_(make_resolver(owner)) {}

submission resolver::resolve(std::string_view host, std::uint16_t port,
                             std::vector<endpoint>& results, operation& op,
                             const resolve_options& options) {
  if (!object_) detail::misuse("a resolver that was moved from was used");
  return object_->resolve(host, port, results, op, options);
}

void resolver::cancel() noexcept {
  if (object_) object_->cancel();
}

}  // namespace naru
