#include "../system.hpp"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): <csignal> has no sigaction
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace contract {

bool is_emulated() noexcept { return false; }

std::size_t open_handles() {
  // Counts the directory's own descriptor too, every time.
  const std::filesystem::directory_iterator descriptors("/dev/fd");
  return static_cast<std::size_t>(std::distance(begin(descriptors), end(descriptors)));
}

std::size_t raise_handle_limit() {
  constexpr rlim_t enough = 16'384;  // some systems call their limit infinite and mean less
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < enough) {
    rlimit raised = limit;
    raised.rlim_cur = std::min(limit.rlim_max, enough);
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  return static_cast<std::size_t>(std::min(limit.rlim_cur, enough));
}

std::chrono::nanoseconds processor_time() {
  // POSIX: the time of the whole process, in millionths of a second.
  return std::chrono::microseconds(std::clock());
}

// Linux tells it in a file, in pages: the whole size, then what is resident.
std::optional<std::size_t> resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t size = 0;
  std::size_t resident = 0;
  if (!(file >> size >> resident)) return std::nullopt;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::uintptr_t> signal_disposition(naru::signal_kind kind) noexcept {
  static constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP};
  struct sigaction current{};
  sigaction(numbers[static_cast<std::size_t>(kind)], nullptr, &current);
  return reinterpret_cast<std::uintptr_t>(current.sa_handler);
}

const char* handle_shortage::impossible_because() noexcept { return nullptr; }

handle_shortage::handle_shortage(std::size_t spare) {
  int descriptor = 0;
  while ((descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0) taken_.push_back(descriptor);
  for (; spare > 0 && !taken_.empty(); --spare) {
    close(taken_.back());
    taken_.pop_back();
  }
}

handle_shortage::~handle_shortage() {
  for (const int descriptor : taken_) close(descriptor);
}

std::span<const native_error> native_errors() noexcept {
  static constexpr std::array table{
      native_error{EAFNOSUPPORT, std::errc::address_family_not_supported},
      native_error{EADDRINUSE, std::errc::address_in_use},
      native_error{EADDRNOTAVAIL, std::errc::address_not_available},
      native_error{EISCONN, std::errc::already_connected},
      native_error{EBADF, std::errc::bad_file_descriptor},
      native_error{EPIPE, std::errc::broken_pipe},
      native_error{ECONNABORTED, std::errc::connection_aborted},
      native_error{ECONNREFUSED, std::errc::connection_refused},
      native_error{ECONNRESET, std::errc::connection_reset},
      native_error{EDESTADDRREQ, std::errc::destination_address_required},
      native_error{EHOSTUNREACH, std::errc::host_unreachable},
      native_error{EINTR, std::errc::interrupted},
      native_error{EINVAL, std::errc::invalid_argument},
      native_error{EMSGSIZE, std::errc::message_size},
      native_error{ENETDOWN, std::errc::network_down},
      native_error{ENETRESET, std::errc::network_reset},
      native_error{ENETUNREACH, std::errc::network_unreachable},
      native_error{ENOBUFS, std::errc::no_buffer_space},
      native_error{ENOPROTOOPT, std::errc::no_protocol_option},
      native_error{ENOTSOCK, std::errc::not_a_socket},
      native_error{ENOTCONN, std::errc::not_connected},
      native_error{ENOMEM, std::errc::not_enough_memory},
      native_error{ECANCELED, std::errc::operation_canceled},
      native_error{EOPNOTSUPP, std::errc::operation_not_supported},
      native_error{EACCES, std::errc::permission_denied},
      native_error{EPROTONOSUPPORT, std::errc::protocol_not_supported},
      native_error{ETIMEDOUT, std::errc::timed_out},
      native_error{EMFILE, std::errc::too_many_files_open},
      native_error{EPROTOTYPE, std::errc::wrong_protocol_type},
  };
  return table;
}

}  // namespace contract
