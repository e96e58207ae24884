// acceptor: one place where the next connection can arrive. A proxy has several.
#pragma once

#include <naru/callback.hpp>
#include <naru/tcp_stream.hpp>

namespace samples {

class proxy;

class acceptor {
 public:
  explicit acceptor(proxy& owner);

  /// Accepts one connection after the other, until the proxy stops listening or has no room.
  void accept();

 private:
  void on_accepted(naru::io_result result);
  void adopt();

  proxy& proxy_;
  naru::tcp_stream next_;
  naru::member_callback accepted_ = naru::bind<&acceptor::on_accepted>(this);
};

}  // namespace samples
