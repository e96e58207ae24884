#include "flow.hpp"

#include <naru/error.hpp>

#include "connection.hpp"

namespace samples {

// The buffer is not cleared, so that a connection on which little happens touches little memory.
flow::flow(connection& owner, naru::tcp_stream& source, naru::tcp_stream& sink,
           std::size_t buffer_size)
    : connection_(owner),
      source_(source),
      sink_(sink),
      buffer_size_(buffer_size),
      buffer_(std::make_unique_for_overwrite<std::byte[]>(buffer_size)) {}

void flow::receive() { source_.receive({buffer_.get(), buffer_size_}, received_); }

void flow::on_received(naru::io_result result) {
  const bool stopped = connection_.stopping() && result.error == std::errc::operation_canceled;
  if (stopped || result.error == naru::error::end_of_stream) return end();
  if (result.error) return connection_.flow_failed(result.error);
  sink_.send({buffer_.get(), result.bytes}, sent_);
}

void flow::on_sent(naru::io_result result) {
  relayed_ += result.bytes;
  if (result.error) return connection_.flow_failed(result.error);
  if (connection_.stopping()) return end();
  receive();
}

void flow::end() {
  if (const std::error_code gone = sink_.shutdown_send()) return connection_.flow_failed(gone);
  connection_.flow_ended();
}

}  // namespace samples
