// acceptor: one place where the next connection can arrive. A server has several.
#pragma once

#include <naru/callback.hpp>
#include <naru/tcp_stream.hpp>

namespace samples {

class server;

class acceptor {
 public:
  explicit acceptor(server& owner);

  /// Accepts one connection after the other until the server stops listening.
  void accept();

 private:
  void on_accepted(naru::io_result result);
  void adopt();

  server& server_;
  naru::tcp_stream next_;
  naru::member_callback accepted_ = naru::bind<&acceptor::on_accepted>(this);
};

}  // namespace samples
