#include "asio_peer.hpp"
#include "peers.hpp"
#include "scenarios.hpp"

void bench::register_asio() { register_scenarios<asio_peer>(); }
