// In the place of libuv.cpp on a system without libuv.
#include "peers.hpp"

void bench::register_libuv() {}
