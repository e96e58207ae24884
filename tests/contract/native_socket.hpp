// native_socket: a socket that the system made and that belongs to no proactor. There is one
// implementation per system, in posix/ and windows/.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>

#include <cstddef>

namespace contract {

/// Closes the socket at its end, unless somebody has taken the handle.
class native_socket {
 public:
  enum class kind { stream, datagram };

  /// A socket of IPv4, not connected.
  explicit native_socket(kind which);
  /// Takes over what somebody has given back.
  explicit native_socket(naru::native_handle handle) noexcept : handle_(handle) {}
  ~native_socket();
  native_socket(const native_socket&) = delete;
  native_socket& operator=(const native_socket&) = delete;

  /// Gives up the handle, because another owner has it now.
  void leave() noexcept { handle_ = none; }
  [[nodiscard]] naru::native_handle get() const noexcept { return handle_; }

  /// Connects and waits. Returns false if it fails.
  [[nodiscard]] bool connect(const naru::endpoint& peer) const;
  [[nodiscard]] bool send(std::byte byte) const;
  [[nodiscard]] bool is_open() const;

 private:
  static constexpr auto none = static_cast<naru::native_handle>(-1);

  naru::native_handle handle_;
};

/// True if a child process would have the handle too.
[[nodiscard]] bool is_inherited(naru::native_handle handle) noexcept;

}  // namespace contract
