// port_scanner: prints which TCP ports of a host answer. Use it for your own hosts.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <exception>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "options.hpp"
#include "scan.hpp"

namespace samples {
namespace {

void print(const scan_result& result) {
  for (const std::uint16_t port : result.open) fmt::print("{} open\n", port);
  fmt::print("{} open, {} refused, {} silent, {} failed\n", result.open.size(), result.refused,
             result.silent, result.failed);
}

void run(const scan_request& request) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor();
  naru::signal_set stop(*proactor, {naru::signal_kind::interrupt, naru::signal_kind::terminate});
  auto [first, result, stopped] =
      naru::run(*proactor, naru::when_any(scan(*proactor, request), stop.wait()));
  if (result) print(*result);
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::scan_request request;
  if (const auto exit_code = samples::parse_options(argc, argv, request)) return *exit_code;
  try {
    samples::run(request);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("port_scanner", error.what());
    return samples::exit_failure;
  }
}
