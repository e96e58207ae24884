#include "naru_peer.hpp"
#include "peers.hpp"
#include "scenarios.hpp"

void bench::register_naru() { register_scenarios<naru_peer>(); }
