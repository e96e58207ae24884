#include <naru/tcp_connector.hpp>

#include <naru/detail/misuse.hpp>

#include "names/connector.hpp"

namespace naru {

void detail::release_connector::operator()(connector* released) const noexcept {
  released->release();
}

tcp_connector::tcp_connector(proactor& owner)
    : proactor_(&owner), connector_(new detail::connector(owner)) {}

submission tcp_connector::connect(std::string_view host, std::uint16_t port, tcp_stream& connected,
                                  operation& op, const connect_options& options) {
  if (!connector_) detail::misuse("a connector that was moved from was used");
  return connector_->connect(host, port, connected, op, options);
}

submission tcp_connector::connect(std::span<const endpoint> addresses, tcp_stream& connected,
                                  operation& op, const connect_options& options) {
  if (!connector_) detail::misuse("a connector that was moved from was used");
  return connector_->connect(addresses, connected, op, options);
}

void tcp_connector::cancel() noexcept {
  if (connector_) connector_->cancel();
}

}  // namespace naru
