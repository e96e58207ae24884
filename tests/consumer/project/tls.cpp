// Uses naru::tls as a program that has it from a package does.
#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_error.hpp>
#include <naru/tls/tls_server.hpp>

#include <cstdio>
#include <stdexcept>

int main() {
  const naru::tls_client client;
  try {
    const naru::tls_server server({.certificates = {{.chain_file = "no/such/file"}}});
  } catch (const std::runtime_error& failure) {
    std::puts(failure.what());
    return 0;
  }
  return 1;
}
