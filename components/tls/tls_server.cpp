#include <naru/tls/tls_server.hpp>

#include <utility>

#include "tls/tls_factory.hpp"

namespace naru {

tls_server::tls_server(tls_server_options options)
    : factory_(std::make_shared<detail::tls_server_factory>(std::move(options))) {}

void tls_server::reload() { factory_->reload(); }

void tls_server::reload(tls_server_options options) { factory_->reload(std::move(options)); }

transport tls_server::transport() const { return naru::transport(factory_); }

}  // namespace naru
