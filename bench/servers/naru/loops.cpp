#include "loops.hpp"

#include <algorithm>
#include <thread>

namespace bench {

loops::loops(const options& chosen)
    : threads_each_(chosen.loops == arrangement::shared ? chosen.threads : 1) {
  const auto all = naru::backends();
  if (!chosen.backend.empty() && std::ranges::find(all, chosen.backend) == all.end()) {
    not_applicable(chosen);
  }
  for (std::size_t threads = 0; threads < chosen.threads; threads += threads_each_) {
    proactors_.push_back(naru::make_proactor({.backend = chosen.backend}));
  }
}

naru::proactor& loops::next() noexcept { return *proactors_[turn_of_++ % proactors_.size()]; }

void loops::run() {
  std::vector<std::jthread> threads;
  std::vector<std::unique_ptr<naru::work_guard>> busy;
  for (const auto& each : proactors_) busy.push_back(std::make_unique<naru::work_guard>(*each));
  for (std::size_t i = 1; i < proactors_.size() * threads_each_; ++i) {
    threads.emplace_back([&each = *proactors_[i / threads_each_]] { each.run(); });
  }
  first().run();
}

}  // namespace bench
