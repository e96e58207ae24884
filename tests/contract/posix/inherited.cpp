// A child process inherits no socket, not even one that another thread is just making: no socket
// ever lacks the mark that prevents it.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

#include "../support.hpp"

using namespace contract;

namespace {

constexpr int descriptors_max = 256;

bool would_be_inherited(int descriptor) noexcept {
  struct stat found{};
  return ::fstat(descriptor, &found) == 0 && S_ISSOCK(found.st_mode) &&
         (::fcntl(descriptor, F_GETFD) & FD_CLOEXEC) == 0;
}

/// Runs in the child: returns true if the child would pass on a socket that did not exist before.
bool inherits_more(const std::array<bool, descriptors_max>& before) noexcept {
  for (int each = 0; each < descriptors_max; ++each) {
    if (!before[static_cast<std::size_t>(each)] && would_be_inherited(each)) return true;
  }
  return false;
}

}  // namespace

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("a_child_inherits_no_socket_that_is_just_being_made") {
  if (!runs_on_threads()) return;
  std::array<bool, descriptors_max> before{};
  for (int each = 0; each < descriptors_max; ++each) {
    before[static_cast<std::size_t>(each)] = would_be_inherited(each);
  }
  std::atomic<bool> stop = false;
  std::atomic<int> inherited = 0;
  std::atomic<int> children = 0;
  const auto proactor = test_proactor();
  std::thread forking([&] {
    while (!stop) {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(inherits_more(before) ? 1 : 0);
      if (child < 0) continue;
      int status = 0;
      ::waitpid(child, &status, 0);
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) inherited.fetch_add(1);
      children.fetch_add(1);
    }
  });
  const int wanted = static_cast<int>(scaled(200));
  const auto end = backend_clock::now() + deadline;
  while (children < wanted && backend_clock::now() < end) {
    const connected_pair pair(*proactor);
    const naru::udp_socket datagrams(*proactor, loopback());
  }
  stop = true;
  forking.join();
  CHECK(children > 0);
  CHECK(inherited == 0);
}

TEST_SUITE_END();
