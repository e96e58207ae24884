// The way in which a listener takes its address ("Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE" on
// Microsoft Learn). Wine makes no difference between these options.
#include "calls.hpp"
#include "support.hpp"

#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

/// The options on the level of the socket that listening sets.
std::set<int> options_set_by(bool how) {
  const scripted_calls script;
  std::set<int> names;
  answers().set_option = [&](SOCKET, int level, int name) {
    if (level == SOL_SOCKET) names.insert(name);
    return DWORD{0};
  };
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.reuse_address = how;
  const naru::tcp_listener listener(*proactor, loopback(), options);
  return names;
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_listener_that_restarts_neither_excludes_nor_shares") {
  const auto names = options_set_by(true);
  CHECK_FALSE(names.contains(SO_EXCLUSIVEADDRUSE));
  CHECK_FALSE(names.contains(SO_REUSEADDR));
}

TEST_CASE("a_listener_that_does_not_reuse_its_address_excludes_all_others") {
  const auto names = options_set_by(false);
  CHECK(names.contains(SO_EXCLUSIVEADDRUSE));
  CHECK_FALSE(names.contains(SO_REUSEADDR));
}

TEST_SUITE_END();
