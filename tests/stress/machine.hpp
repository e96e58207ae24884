// Properties of the machine that the stress tests need. There is one implementation per system, in
// posix/, windows/ and kernel/, chosen by the build.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace stress {

/// The number of connections that counts as many here.
[[nodiscard]] std::size_t many_connections() noexcept;

/// Threads of a test under load: more than many a machine has processors.
inline constexpr std::size_t workers_wanted = 4;

/// Another process of this program, which ends by itself.
class second_process {
 public:
  /// The reason why this machine cannot have another process; null if it can.
  [[nodiscard]] static const char* impossible_because() noexcept;

  /// Starts it with these arguments, and with an additional environment variable. Throws
  /// std::system_error if the system refuses.
  second_process(const std::vector<std::string>& arguments, const char* variable,
                 const std::string& value);
  /// Waits for its end.
  ~second_process();
  second_process(const second_process&) = delete;
  second_process& operator=(const second_process&) = delete;

  /// Waits for its end and returns its exit code. A second call returns it again.
  int wait();

 private:
  void* native_ = nullptr;  // null once it has ended
  int status_ = 0;
};

}  // namespace stress
