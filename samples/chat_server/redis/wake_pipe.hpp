// wake_pipe: wakes a thread that waits in poll.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace samples::chat::redis {

class wake_pipe {
 public:
  wake_pipe() {
    if (pipe(ends_.data()) != 0) {
      throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
    }
    for (const int each : ends_) {
      fcntl(each, F_SETFL, O_NONBLOCK);
      fcntl(each, F_SETFD, FD_CLOEXEC);
    }
  }
  wake_pipe(const wake_pipe&) = delete;
  wake_pipe& operator=(const wake_pipe&) = delete;
  ~wake_pipe() {
    for (const int each : ends_) close(each);
  }

  /// May be called from any thread. A full pipe wakes as well as one with one more byte.
  void wake() const noexcept {
    const char byte = 0;
    [[maybe_unused]] const auto written = write(ends_[1], &byte, 1);
  }
  /// Called by the woken thread, before it looks for work.
  void clear() const noexcept {
    std::array<char, 64> bytes;
    while (read(ends_[0], bytes.data(), bytes.size()) > 0) {
    }
  }
  [[nodiscard]] int descriptor() const noexcept { return ends_[0]; }

 private:
  std::array<int, 2> ends_{};
};

}  // namespace samples::chat::redis
