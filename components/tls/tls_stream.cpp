#include <naru/tls/tls_stream.hpp>

#include <naru/detail/layer_over.hpp>
#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_server.hpp>

#include <string>
#include <system_error>
#include <utility>

#include "tls/tls_factory.hpp"
#include "tls/tls_facts.hpp"

namespace naru {
namespace {

using made_layer = std::unique_ptr<detail::tls_layer>;

made_layer checked(made_layer made, std::error_code error,
                   const std::shared_ptr<detail::tls_facts>& facts,
                   const std::string& what = "a TLS connection cannot be made") {
  if (!made) throw std::system_error(error, what);
  made->tell(facts);
  return made;
}

made_layer layer_of(detail::tls_server_factory& factory,
                    const std::shared_ptr<detail::tls_facts>& facts) {
  std::error_code error;
  auto made = factory.make(error);
  return checked(std::move(made), error, facts);
}

made_layer layer_of(detail::tls_client_factory& factory, std::string_view host,
                    const std::shared_ptr<detail::tls_facts>& facts) {
  std::error_code error;
  auto made = factory.make(host, error);
  if (error != std::errc::invalid_argument) return checked(std::move(made), error, facts);
  throw std::system_error(error, "a TLS connection cannot be made to the host \"" +
                                     std::string(host) +
                                     "\": its name must not be empty or begin with a dot");
}

}  // namespace

tls_stream::tls_stream(tcp_stream&& accepted, const tls_server& server)
    : tcp_stream(accepted.owner()), facts_(std::make_shared<detail::tls_facts>()) {
  tcp_stream::operator=(
      detail::layer_over(std::move(accepted), layer_of(*server.factory_, facts_)));
}

tls_stream::tls_stream(tcp_stream&& connected, const tls_client& client, std::string_view host)
    : tcp_stream(connected.owner()), facts_(std::make_shared<detail::tls_facts>()) {
  tcp_stream::operator=(
      detail::layer_over(std::move(connected), layer_of(*client.factory_, host, facts_)));
}

submission tls_stream::handshake(operation& op) { return detail::handshake(*this, op); }

std::string_view tls_stream::protocol() const noexcept { return facts_->protocol; }

std::string_view tls_stream::application_protocol() const noexcept {
  return facts_->application_protocol;
}

std::string_view tls_stream::server_name() const noexcept { return facts_->server_name; }

std::string_view tls_stream::peer_subject() const noexcept { return facts_->peer_subject; }

bool tls_stream::is_resumed() const noexcept { return facts_->is_resumed; }

}  // namespace naru
