#include <list>
#include <memory>

#include "../scenarios.hpp"
#include "loop.hpp"

namespace bench {
namespace {

struct connection {
  int socket;
  std::unique_ptr<char[]> buffer;
  std::list<connection*>::iterator place;
};

class server {
 public:
  server(const options& chosen, bool to_all) : buffer_size_(chosen.buffer_size), to_all_(to_all) {}

  [[noreturn]] void serve() {
    listener_ = bound_socket(SOCK_STREAM);
    watch(poll_, listener_, nullptr);
    dispatch(poll_, [this](void* context) {
      context == nullptr ? accept_all() : receive(*static_cast<connection*>(context));
    });
  }

 private:
  void accept_all() {
    for (int socket = 0; (socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
      const int on = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      auto* const made =
          new connection{socket, std::make_unique_for_overwrite<char[]>(buffer_size_), {}};
      made->place = all_.insert(all_.end(), made);
      watch(poll_, socket, made);
    }
  }

  void receive(connection& from) {
    const ssize_t bytes = recv(from.socket, from.buffer.get(), buffer_size_, 0);
    if (bytes < 0 && errno == EAGAIN) return;
    if (bytes <= 0) return leave(from);
    const auto size = static_cast<std::size_t>(bytes);
    if (!to_all_) {
      if (!send_all(from.socket, from.buffer.get(), size)) leave(from);
      return;
    }
    // A connection that has gone is noticed by its own end.
    for (const connection* const each : all_) send_all(each->socket, from.buffer.get(), size);
  }

  void leave(connection& gone) {
    close(gone.socket);
    all_.erase(gone.place);
    delete &gone;
  }

  std::size_t buffer_size_;
  bool to_all_;
  int poll_ = check(epoll_create1(EPOLL_CLOEXEC));
  int listener_ = -1;
  std::list<connection*> all_;
};

void serve(const options& chosen, bool to_all) {
  if (chosen.threads != 1) not_applicable(chosen);
  server(chosen, to_all).serve();
}

}  // namespace

void serve_echo(const options& chosen) { serve(chosen, false); }
void serve_idle(const options& chosen) { serve(chosen, false); }
void serve_fan_out(const options& chosen) { serve(chosen, true); }

}  // namespace bench
