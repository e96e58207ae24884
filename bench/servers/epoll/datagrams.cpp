#include <memory>

#include "../../burst.hpp"
#include "../scenarios.hpp"
#include "loop.hpp"

namespace bench {
namespace {

constexpr std::size_t batch_max = 64;

// Receives and answers up to batch_max datagrams with one system call each way.
class datagram_server {
 public:
  datagram_server(const options& chosen, std::size_t answers)
      : answers_(answers),
        size_(chosen.buffer_size),
        storage_(std::make_unique_for_overwrite<char[]>(batch_max * size_)),
        outgoing_(std::make_unique<mmsghdr[]>(batch_max * answers)) {
    const int bytes = 4 << 20;
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
  }

  [[noreturn]] void serve() {
    const int poll = check(epoll_create1(EPOLL_CLOEXEC));
    watch(poll, socket_, this);
    dispatch(poll, [this](void*) { answer(receive()); });
  }

 private:
  unsigned receive() {
    for (std::size_t i = 0; i < batch_max; ++i) {
      parts_[i] = {storage_.get() + i * size_, size_};
      incoming_[i].msg_hdr = {&sources_[i], sizeof(sockaddr_in), &parts_[i], 1, nullptr, 0, 0};
    }
    const int count = recvmmsg(socket_, incoming_.data(), batch_max, 0, nullptr);
    return count < 0 ? 0 : static_cast<unsigned>(count);
  }

  void answer(unsigned received) {
    unsigned count = 0;
    for (unsigned i = 0; i < received; ++i) {
      parts_[i].iov_len = incoming_[i].msg_len;
      for (std::size_t again = 0; again < answers_; ++again) {
        outgoing_[count++].msg_hdr = incoming_[i].msg_hdr;
      }
    }
    for (unsigned sent = 0; sent < count;) {
      const int more = sendmmsg(socket_, outgoing_.get() + sent, count - sent, 0);
      if (more < 0 && errno != EAGAIN) return;
      if (more > 0) sent += static_cast<unsigned>(more);
    }
  }

  std::size_t answers_;
  std::size_t size_;
  int socket_ = bound_socket(SOCK_DGRAM);
  std::unique_ptr<char[]> storage_;
  std::unique_ptr<mmsghdr[]> outgoing_;
  std::array<sockaddr_in, batch_max> sources_{};
  std::array<iovec, batch_max> parts_{};
  std::array<mmsghdr, batch_max> incoming_{};
};

void serve(const options& chosen, std::size_t answers) {
  if (chosen.threads != 1) not_applicable(chosen);
  datagram_server(chosen, answers).serve();
}

}  // namespace

void serve_udp(const options& chosen) { serve(chosen, 1); }
void serve_burst(const options& chosen) { serve(chosen, burst); }

}  // namespace bench
