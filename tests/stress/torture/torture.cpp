#include "torture.hpp"

#include "fault.hpp"
#include "system.hpp"

#include <algorithm>
#include <cstdio>
#include <new>
#include <string>
#include <string_view>
#include <thread>

namespace torture {
namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t points_max = 2'000;  // ends a life that would never end by itself
constexpr std::chrono::milliseconds patience = 100ms;

const fault* current = nullptr;

/// The outcome of a fault.
struct outcome {
  bool felt = false;
  std::string_view what;
};

/// Runs on a thread of its own, which has kept no memory from an earlier life.
outcome live_with_fault(life lived, const fault_kind& kind, std::size_t before,
                        naru::proactor& proactor, operations& ops) {
  outcome result;
  std::thread([&] {
    auto failing = kind.make(before);
    current = failing.get();
    try {
      lived(proactor, ops);
    } catch (const std::system_error&) {
    } catch (const std::bad_alloc&) {  // also from allocations of the life itself
    } catch (...) {
      FAIL_CHECK("another exception left a life");
    }
    result = {failing->felt(), failing->what()};
    current = nullptr;
  }).join();
  return result;
}

/// Lives one life in which the thing after `before` others fails. Returns false if there were
/// fewer.
bool live(life lived, const fault_kind& kind, std::size_t before) {
  const auto ops = std::make_unique<operations>();
  const auto proactor = contract::test_proactor();
  contract::connected_pair first(*proactor);  // makes what is made at first use
  const std::size_t handles = contract::open_handles();
  const auto [felt, what] = live_with_fault(lived, kind, before, *proactor, *ops);
  INFO(before << " " << kind.name << " before " << std::string_view(what));
  CHECK(contract::run_until(*proactor, [&] { return ops->ended(); }));
  CHECK(contract::run_until(*proactor, [&] { return contract::open_handles() <= handles; }));
  contract::check_traffic(*proactor, first.client, first.server);
  contract::connected_pair fresh(*proactor);
  contract::check_traffic(*proactor, fresh.client, fresh.server);
  return felt;
}

std::size_t points_of(life lived, const fault_kind& kind) {
  std::size_t points = 0;
  while (points < points_max && live(lived, kind, points)) ++points;
  CHECK(points > 0);
  CHECK(points < points_max);
  return points;
}

/// Waits for `done`, or for a while after something has failed.
class patient {
 public:
  explicit patient(const std::function<bool()>& done) : done_(done) {}

  bool operator()() {
    if (reached_ = done_(); reached_) return true;
    const clock::time_point now = clock::now();
    if (current->felt()) end_ = std::min(end_, now + patience);
    return now >= end_;
  }
  [[nodiscard]] bool reached() const noexcept { return reached_; }

 private:
  const std::function<bool()>& done_;
  clock::time_point end_ = clock::time_point::max();
  bool reached_ = false;
};

}  // namespace

bool operations::ended() const {
  return std::none_of(all_.begin(), all_.end(), [](const auto& op) { return op.pending(); });
}

bool go_on_until(naru::proactor& proactor, const std::function<bool()>& done) {
  patient enough(done);
  CHECK(contract::run_until(proactor, std::ref(enough)));
  return enough.reached();
}

bool wait_until(const std::function<bool()>& done) {
  patient enough(done);
  CHECK(contract::wait_until(std::ref(enough)));
  return enough.reached();
}

void try_each_fault(const char* name, life lived) {
  try {
    std::string counts;
    for (const fault_kind& kind : fault_kinds()) {
      if (!counts.empty()) counts += ", ";
      counts += std::to_string(points_of(lived, kind)) + ' ';
      counts += kind.name;
    }
    std::printf("%s: %s failed, one at a time\n", name, counts.c_str());
  } catch (const std::exception& error) {
    FAIL_CHECK(std::string_view(error.what()));
  }
}

}  // namespace torture
