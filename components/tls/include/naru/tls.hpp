// All of naru::tls: streams and transports that are encrypted by OpenSSL.
//
// It is not for a server behind a proxy that ends TLS: that server is plain. No header here
// includes one of OpenSSL.
//
//     const naru::tls_server tls({.certificates = {{.chain_file = "chain.pem",
//                                                   .key_file = "key.pem"}}});
//     naru::server_options options{.address = naru::endpoint::parse("0.0.0.0:7777")};
//     options.transport = tls.transport();
#pragma once

#include <naru/tls/tls_certificate.hpp>
#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_client_options.hpp>
#include <naru/tls/tls_error.hpp>
#include <naru/tls/tls_server.hpp>
#include <naru/tls/tls_server_options.hpp>
#include <naru/tls/tls_stream.hpp>
#include <naru/tls/tls_version.hpp>
