// naru::web: its parsers and engines in memory. What runs on sockets is tested in sockets.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
