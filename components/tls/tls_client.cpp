#include <naru/tls/tls_client.hpp>

#include "tls/tls_factory.hpp"

namespace naru {

tls_client::tls_client(const tls_client_options& options)
    : factory_(std::make_shared<detail::tls_client_factory>(options)) {}

transport tls_client::transport() const { return naru::transport(factory_); }

}  // namespace naru
