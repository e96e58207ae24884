#include "scan.hpp"

#include <naru/naru.hpp>

#include <algorithm>
#include <system_error>

namespace samples {
namespace {

/// The state that the tasks of one scan share; they run on one thread.
struct progress {
  naru::address host;
  std::size_t next;
  std::size_t end;
  std::chrono::milliseconds timeout;
  scan_result result;
};

void note(scan_result& result, std::uint16_t port, const std::error_code& error) {
  if (!error) {
    result.open.push_back(port);
  } else if (error == std::errc::connection_refused) {
    ++result.refused;
  } else if (error == std::errc::timed_out) {
    ++result.silent;
  } else {
    ++result.failed;
  }
}

/// Tries one port after the other. There are as many of these tasks as connects may be pending at
/// a time.
naru::task<> probe(naru::proactor& proactor, progress& all) {
  while (all.next != all.end) {
    const auto port = static_cast<std::uint16_t>(all.next++);
    naru::tcp_stream stream(proactor);
    const auto [error, bytes] =
        co_await naru::with_timeout(stream.connect({all.host, port}), all.timeout);
    if (error == std::errc::operation_canceled) co_return;  // Ctrl-C
    note(all.result, port, error);
    stream.close(naru::close_mode::reset);
  }
}

}  // namespace

naru::task<scan_result> scan(naru::proactor& proactor, const scan_request& request) {
  naru::resolver resolver(proactor);
  const auto [error, addresses] = co_await resolver.resolve(request.host, 0);
  if (error) throw std::system_error(error, "cannot resolve " + request.host);
  const std::size_t end = std::min<std::size_t>(request.first_port + request.ports, 65'536);
  progress all{addresses.front().address(), request.first_port, end, request.timeout, {}};
  naru::task_scope probes(proactor);
  for (std::size_t i = 0; i < request.concurrent; ++i) probes.spawn(probe(proactor, all));
  co_await probes.join();
  std::ranges::sort(all.result.open);
  co_return std::move(all.result);
}

}  // namespace samples
