#include <algorithm>
#include <list>

#include "../scenarios.hpp"
#include "loops.hpp"

namespace bench {
namespace {

class session;
using sessions = std::list<session*>;

class session {
 public:
  session(tcp_socket socket, std::size_t buffer_size, sessions& all)
      : socket_(std::move(socket)),
        size_(buffer_size),
        incoming_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)),
        outgoing_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)),
        all_(all),
        place_(all.insert(all.end(), this)) {
    receive();
  }

 private:
  void receive() {
    receiving_ = true;
    socket_.async_read_some(asio::buffer(incoming_.get(), size_),
                            [this](const asio::error_code& error, std::size_t bytes) {
                              receiving_ = false;
                              if (error) return leave();
                              for (session* const each : all_) each->tell(incoming_.get(), bytes);
                              receive();
                            });
  }

  // A connection that has not taken the last message misses this one.
  void tell(const std::byte* message, std::size_t bytes) {
    if (sending_) return;
    sending_ = true;
    std::copy(message, message + bytes, outgoing_.get());
    asio::async_write(socket_, asio::buffer(outgoing_.get(), bytes),
                      [this](const asio::error_code& error, std::size_t) {
                        sending_ = false;
                        if (error) leave();
                      });
  }

  // Both the receive and the send see the end; the last of them destroys the session.
  void leave() {
    asio::error_code ignored;
    socket_.close(ignored);
    if (sending_ || receiving_) return;
    all_.erase(place_);
    delete this;
  }

  tcp_socket socket_;
  std::size_t size_;
  std::unique_ptr<std::byte[]> incoming_;
  std::unique_ptr<std::byte[]> outgoing_;
  sessions& all_;
  sessions::iterator place_;
  bool receiving_ = false;
  bool sending_ = false;
};

}  // namespace

void serve_fan_out(const options& chosen) {
  if (chosen.threads != 1) not_applicable(chosen);
  loops loop(chosen);
  sessions all;
  acceptor listening(
      loop, [&](tcp_socket socket) { new session(std::move(socket), chosen.buffer_size, all); });
  announce(listening.port());
  loop.run();
}

}  // namespace bench
