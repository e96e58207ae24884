// Tests of naru::tls. Its engine is tested in memory, without sockets, against itself and against
// OpenSSL's own memory BIOs.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
