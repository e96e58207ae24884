#include <naru/resolver.hpp>

#include <naru/detail/misuse.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>

namespace naru {

resolver::resolver(proactor& owner) : object_(detail::proactor_access::make_resolver(owner)) {}

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
