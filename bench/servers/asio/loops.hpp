// loops: the contexts of a server and the threads that run them.
#pragma once

#include <asio.hpp>

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "../options.hpp"

namespace bench {

using executor = asio::io_context::executor_type;
using tcp = asio::ip::tcp;
using tcp_socket = asio::basic_stream_socket<tcp, executor>;
using tcp_acceptor = asio::basic_socket_acceptor<tcp, executor>;

/// `threads`: how many run it.
inline std::unique_ptr<asio::io_context> usual_context(std::size_t threads) {
  return std::make_unique<asio::io_context>(static_cast<int>(threads));
}

class loops {
 public:
  explicit loops(const options& chosen, decltype(&usual_context) make = &usual_context)
      : threads_each_(chosen.loops == arrangement::shared ? chosen.threads : 1) {
    for (std::size_t threads = 0; threads < chosen.threads; threads += threads_each_) {
      contexts_.push_back(make(threads_each_));
    }
  }

  [[nodiscard]] asio::io_context& first() noexcept { return *contexts_.front(); }
  [[nodiscard]] asio::io_context& next() noexcept {
    return *contexts_[turn_of_++ % contexts_.size()];
  }

  void run() {
    std::vector<std::jthread> threads;
    std::vector<asio::executor_work_guard<executor>> busy;
    for (const auto& each : contexts_) busy.emplace_back(each->get_executor());
    for (std::size_t i = 1; i < contexts_.size() * threads_each_; ++i) {
      threads.emplace_back([&each = *contexts_[i / threads_each_]] { each.run(); });
    }
    first().run();
  }

 private:
  std::size_t threads_each_;
  std::size_t turn_of_ = 0;
  std::vector<std::unique_ptr<asio::io_context>> contexts_;
};

/// Accepts for ever and hands each connection, without delay, to `adopt`.
template <class Adopt>
class acceptor {
 public:
  acceptor(loops& all, Adopt adopt) : all_(all), adopt_(adopt), acceptor_(all.first(), address()) {
    acceptor_.listen(4096);
    accept();
  }

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  static tcp::endpoint address() { return {asio::ip::address_v4::loopback(), 0}; }

  void accept() {
    acceptor_.async_accept(all_.next(), [this](const asio::error_code& error, tcp_socket socket) {
      if (!error) {
        socket.set_option(tcp::no_delay(true));
        adopt_(std::move(socket));
      }
      accept();
    });
  }

  loops& all_;
  Adopt adopt_;
  tcp_acceptor acceptor_;
};

}  // namespace bench
