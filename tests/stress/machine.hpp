// What the stress tests ask of the machine. One implementation per system, in posix/ and windows/,
// chosen by the build.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace stress {

/// How many connections count as many here.
[[nodiscard]] std::size_t many_connections() noexcept;

/// Threads of a test under load: more than many a machine has processors.
inline constexpr std::size_t workers_wanted = 4;

/// Another process of this program, which ends by itself.
class second_process {
 public:
  /// With these arguments, and an environment variable more than this process has. Throws
  /// std::system_error where the system refuses.
  second_process(const std::vector<std::string>& arguments, const char* variable,
                 const std::string& value);
  /// Waits for its end.
  ~second_process();
  second_process(const second_process&) = delete;
  second_process& operator=(const second_process&) = delete;

  /// Waits for its end: what it exited with. Again: the same.
  int wait();

 private:
  void* native_ = nullptr;  // null once it has ended
  int status_ = 0;
};

}  // namespace stress
