// resolve: prints the addresses of a host.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <exception>
#include <string>
#include <vector>

#include "../common/complaint.hpp"
#include "options.hpp"

namespace samples {
namespace {

/// The addresses, in the system's order of preference. Throws std::system_error that names the
/// host.
std::vector<naru::endpoint> look_up(const resolve_request& request) {
  std::vector<naru::endpoint> addresses;
  std::error_code failure;
  naru::callback resolved([&](naru::io_result result) { failure = result.error; });
  const auto proactor = naru::make_proactor();
  naru::resolver resolver(*proactor);
  naru::deadline limit(*proactor);
  resolver.resolve(request.host, request.port, addresses,
                   limit.arm(resolver, request.timeout, resolved), {.family = request.family});
  proactor->run();
  if (failure) throw std::system_error(failure, "cannot resolve " + request.host);
  return addresses;
}

void print(const std::vector<naru::endpoint>& addresses, std::uint16_t port) {
  for (const naru::endpoint& each : addresses) {
    fmt::print("{}\n", port == 0 ? each.address().to_string() : each.to_string());
  }
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::resolve_request request;
  if (const auto exit_code = samples::parse_options(argc, argv, request)) return *exit_code;
  try {
    samples::print(samples::look_up(request), request.port);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("resolve", error.what());
    return samples::exit_failure;
  }
}
