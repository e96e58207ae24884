#include "torture.hpp"

#include "failing_call.hpp"
#include "system.hpp"

#include <cstdio>
#include <new>
#include <optional>
#include <string_view>

namespace torture {
namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t calls_max = 2'000;  // a life that never ends of itself ends here
constexpr std::chrono::milliseconds patience = 100ms;

/// One life in which the call fails that follows `before` others. False where it made fewer.
bool live(life lived, std::size_t before) {
  const auto ops = std::make_unique<operations>();
  const auto proactor = contract::test_proactor();
  contract::connected_pair first(*proactor);  // whatever is made at first use is there now
  const std::size_t handles = contract::open_handles();
  {
    const failing_call failing(before);
    try {
      lived(*proactor, *ops);
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {  // the library's word for a lack of descriptors, at times
    }
  }
  const bool failed = call_failed();
  INFO("call " << before << ", which is " << failed_function());
  CHECK(contract::run_until(*proactor, [&] { return ops->ended(); }));
  CHECK(contract::run_until(*proactor, [&] { return contract::open_handles() <= handles; }));
  contract::check_traffic(*proactor, first.client, first.server);
  contract::connected_pair fresh(*proactor);
  contract::check_traffic(*proactor, fresh.client, fresh.server);
  return failed;
}

}  // namespace

bool operations::ended() const {
  return std::none_of(all_.begin(), all_.end(), [](const auto& op) { return op.pending(); });
}

bool go_on_until(naru::proactor& proactor, const std::function<bool()>& done) {
  std::optional<clock::time_point> failed_since;
  bool reached = false;
  const auto enough = [&] {
    if (reached = done(); reached) return true;
    if (call_failed() && !failed_since) failed_since = clock::now();
    return failed_since && clock::now() - *failed_since > patience;
  };
  CHECK(contract::run_until(proactor, enough));
  return reached;
}

void try_each_call(const char* name, life lived) {
  try {
    std::size_t calls = 0;
    while (calls < calls_max && live(lived, calls)) ++calls;
    std::printf("%s: %zu calls failed, one at a time\n", name, calls);
    CHECK(calls > 0);
    CHECK(calls < calls_max);
  } catch (const std::exception& error) {
    FAIL_CHECK(std::string_view(error.what()));
  }
}

}  // namespace torture
