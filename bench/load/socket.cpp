#include "socket.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace bench {
namespace {

constexpr int datagram_buffer_bytes = 4 << 20;

template <class Value>
void set_option(int socket, int level, int name, Value value) {
  check(setsockopt(socket, level, name, &value, sizeof(value)), "setsockopt");
}

void connect_to(int socket, const sockaddr_in& address) {
  check(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), "connect");
}

std::size_t moved(ssize_t result, const char* what) {
  if (result >= 0) return static_cast<std::size_t>(result);
  if (errno == EAGAIN || errno == EINTR) return 0;
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

int check(int result, const std::string& what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
  return result;
}

descriptor::~descriptor() {
  if (handle_ >= 0) ::close(handle_);
}

descriptor::descriptor(descriptor&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}

descriptor& descriptor::operator=(descriptor&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

descriptor connected_stream(std::uint16_t port) {
  descriptor made(check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  connect_to(made.get(), loopback(port));
  set_option(made.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  check(fcntl(made.get(), F_SETFL, O_NONBLOCK), "fcntl");
  return made;
}

descriptor connecting_stream(std::uint16_t port, std::uint32_t number) {
  descriptor made(check(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
  set_option(made.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(made.get(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  sockaddr_in local = loopback(0);
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 + number % 200);
  check(bind(made.get(), reinterpret_cast<const sockaddr*>(&local), sizeof(local)), "bind");
  const sockaddr_in peer = loopback(port);
  if (connect(made.get(), reinterpret_cast<const sockaddr*>(&peer), sizeof(peer)) != 0 &&
      errno != EINPROGRESS) {
    check(-1, "connect");
  }
  return made;
}

descriptor connected_datagram(std::uint16_t port) {
  descriptor made(check(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
  set_option(made.get(), SOL_SOCKET, SO_RCVBUF, datagram_buffer_bytes);
  connect_to(made.get(), loopback(port));
  return made;
}

std::size_t receive_some(int socket, std::span<std::byte> room) {
  const ssize_t bytes = recv(socket, room.data(), room.size(), 0);
  if (bytes == 0) throw std::runtime_error("the server closed a connection");
  return moved(bytes, "recv");
}

std::size_t send_some(int socket, std::span<const std::byte> bytes) {
  return moved(send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), "send");
}

epoll_set::epoll_set() : handle_(check(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")) {}

void epoll_set::add(int socket, std::uint32_t events, std::size_t key) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = key;
  check(epoll_ctl(handle_.get(), EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
}

std::span<const epoll_event> epoll_set::ready() {
  const int count = epoll_wait(handle_.get(), events_.data(), static_cast<int>(events_.size()), 0);
  if (count < 0 && errno == EINTR) return {};
  return std::span(events_).first(static_cast<std::size_t>(check(count, "epoll_wait")));
}

void raise_descriptor_limit() {
  rlimit limit{};
  check(getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit.rlim_cur = limit.rlim_max;
  check(setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

}  // namespace bench
