#include <algorithm>

#include "naru_peer.hpp"
#include "peers.hpp"
#include "scenarios.hpp"

void bench::register_naru() {
  register_scenarios<naru_peer<default_backend>>();
  const auto all = naru::backends();
  if (std::ranges::find(all, epoll_backend::backend) != all.end()) {
    register_scenarios<naru_peer<epoll_backend>>();
  }
}
