#include "libuv_peer.hpp"
#include "peers.hpp"
#include "scenarios.hpp"

void bench::register_libuv() {
  count_allocations_of_libuv();
  register_scenarios<libuv_peer>();
}
