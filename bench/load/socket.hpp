// Sockets and readiness, directly from the system, because the load must not depend on any of the
// libraries that it measures.
#pragma once

#include <netinet/in.h>
#include <sys/epoll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace bench {

using clock = std::chrono::steady_clock;

/// Throws std::system_error with errno if `result` is negative.
int check(int result, const std::string& what);

/// Owns a file descriptor.
class descriptor {
 public:
  explicit descriptor(int handle = -1) noexcept : handle_(handle) {}
  ~descriptor();
  descriptor(descriptor&& other) noexcept;
  descriptor& operator=(descriptor&& other) noexcept;

  [[nodiscard]] int get() const noexcept { return handle_; }

 private:
  int handle_;
};

[[nodiscard]] sockaddr_in loopback(std::uint16_t port);

/// An established connection, non-blocking and without delay.
[[nodiscard]] descriptor connected_stream(std::uint16_t port);
/// A connection that is being made, from the address 127.x.y.z that `number` chooses. So ports
/// that still linger do not run out.
[[nodiscard]] descriptor connecting_stream(std::uint16_t port, std::uint32_t number);
/// A datagram socket with `port` as its peer, non-blocking, with a large receive buffer.
[[nodiscard]] descriptor connected_datagram(std::uint16_t port);

/// The number of bytes moved; 0 if it would block. Throws std::system_error otherwise, also at the
/// end of the stream.
[[nodiscard]] std::size_t receive_some(int socket, std::span<std::byte> room);
[[nodiscard]] std::size_t send_some(int socket, std::span<const std::byte> bytes);

class epoll_set {
 public:
  epoll_set();

  void add(int socket, std::uint32_t events, std::size_t key);
  /// Returns what is ready, and does not wait: the load has a processor of its own, and its
  /// wake-up would count as the server's latency.
  [[nodiscard]] std::span<const epoll_event> ready();

 private:
  descriptor handle_;
  std::array<epoll_event, 256> events_{};
};

/// Raises the limit of descriptors as far as the system allows.
void raise_descriptor_limit();

}  // namespace bench
