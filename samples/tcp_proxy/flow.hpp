// flow: one direction of a relayed connection. It receives, sends everything, receives…
//
// So a sink that does not read holds up the source, and a flow never needs more memory than one
// buffer. At most one operation is pending at a time. The end of the source's stream becomes the
// end of the sink's, while the other direction goes on.
#pragma once

#include <naru/callback.hpp>
#include <naru/tcp_stream.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace samples {

class connection;

class flow {
 public:
  /// All three arguments must outlive the flow.
  flow(connection& owner, naru::tcp_stream& source, naru::tcp_stream& sink,
       std::size_t buffer_size);

  /// From here on the flow must stay until it has told its connection that it has ended. The
  /// connection may be gone when this returns.
  void start() { receive(); }

  /// Bytes handed to the sink.
  [[nodiscard]] std::uint64_t relayed() const noexcept { return relayed_; }

 private:
  void receive();
  void on_received(naru::io_result result);
  void on_sent(naru::io_result result);
  void end();

  connection& connection_;
  naru::tcp_stream& source_;
  naru::tcp_stream& sink_;
  std::size_t buffer_size_;
  std::unique_ptr<std::byte[]> buffer_;
  std::uint64_t relayed_ = 0;
  naru::member_callback received_ = naru::bind<&flow::on_received>(this);
  naru::member_callback sent_ = naru::bind<&flow::on_sent>(this);
};

}  // namespace samples
