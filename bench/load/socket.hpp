// Sockets and readiness as the system gives them: the load must owe nothing to any of the libraries
// that it measures.
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

/// Throws std::system_error with errno where `result` is negative.
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

/// A connection that is there, non-blocking and without delay.
[[nodiscard]] descriptor connected_stream(std::uint16_t port);
/// One that is on its way, from the address 127.x.y.z that `number` chooses: so that ports that
/// still linger do not run out.
[[nodiscard]] descriptor connecting_stream(std::uint16_t port, std::uint32_t number);
/// A datagram socket with `port` as its peer, non-blocking, with a large receive buffer.
[[nodiscard]] descriptor connected_datagram(std::uint16_t port);

/// Bytes moved; 0 where it would block. Throws std::system_error otherwise, also at the end.
[[nodiscard]] std::size_t receive_some(int socket, std::span<std::byte> room);
[[nodiscard]] std::size_t send_some(int socket, std::span<const std::byte> bytes);

class epoll_set {
 public:
  epoll_set();

  void add(int socket, std::uint32_t events, std::size_t key);
  /// What is ready. Does not wait: the load has a processor of its own, and its wake-up would count
  /// as the server's latency.
  [[nodiscard]] std::span<const epoll_event> ready();

 private:
  descriptor handle_;
  std::array<epoll_event, 256> events_{};
};

/// Lets this process have as many descriptors as the system allows it.
void raise_descriptor_limit();

}  // namespace bench
