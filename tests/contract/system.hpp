// Functions of the system that the tests need and the standard library lacks. There is one
// implementation per system, in posix/ and windows/, chosen by the build.
#pragma once

#include <naru/signal_set.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace contract {

/// True if this is an imitation of another system, under which everything takes long.
[[nodiscard]] bool is_emulated() noexcept;

/// The number of descriptors or handles that this process has open. Only differences mean
/// something.
[[nodiscard]] std::size_t open_handles();

/// Lets the process open as many descriptors as the system allows. Returns how many.
std::size_t raise_handle_limit();

/// Processor time that all threads of this process have used.
[[nodiscard]] std::chrono::nanoseconds processor_time();

/// Memory of this process that is in use and not paged out; empty if the system does not tell.
[[nodiscard]] std::optional<std::size_t> resident_bytes();

/// An environment variable; empty if it is not set.
[[nodiscard]] std::optional<std::string> environment(const char* name);

/// A number for the process's action for a signal; only differences mean something. Empty if the
/// system has no such thing.
[[nodiscard]] std::optional<std::uintptr_t> signal_disposition(naru::signal_kind kind) noexcept;

/// While it lives, the process can open only a few more descriptors.
class handle_shortage {
 public:
  /// The reason why this system cannot be made short of handles; null if it can.
  [[nodiscard]] static const char* impossible_because() noexcept;

  /// Leaves exactly `spare` descriptors free.
  explicit handle_shortage(std::size_t spare);
  ~handle_shortage();
  handle_shortage(const handle_shortage&) = delete;
  handle_shortage& operator=(const handle_shortage&) = delete;

 private:
  std::vector<int> taken_;
};

/// While it lives, the system does not answer lookups of names that end with `suffix`. Afterwards
/// it answers that it cannot for now.
class slow_lookup {
 public:
  static constexpr std::string_view suffix = "slow.invalid";

  /// The reason why this system's lookups cannot be made slow; null if they can.
  [[nodiscard]] static const char* impossible_because() noexcept;

  slow_lookup();
  /// Waits until the system has answered all of them.
  ~slow_lookup();
  slow_lookup(const slow_lookup&) = delete;
  slow_lookup& operator=(const slow_lookup&) = delete;

  /// The number of lookups that wait for their answer.
  [[nodiscard]] std::size_t waiting() const noexcept;
};

/// How often this process has asked the system for a name; empty if that cannot be counted.
[[nodiscard]] std::optional<std::size_t> system_lookups() noexcept;

/// A code of naru::system_category() and what it must compare equal to.
struct native_error {
  int value;
  std::errc condition;
};

/// The system's own codes that network calls give.
[[nodiscard]] std::span<const native_error> native_errors() noexcept;

}  // namespace contract
