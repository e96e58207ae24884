#include "conversation.hpp"

#include <naru/error.hpp>

namespace peer {

naru::task<std::error_code> conversation::begin() {
  if (const std::error_code error = layer_->start()) co_return error;
  while (!layer_->is_established()) {
    if (const std::error_code error = co_await flush()) co_return error;
    if (const std::error_code error = co_await receive()) co_return error;
  }
  co_return co_await flush();
}

naru::task<std::error_code> conversation::read(std::string& plain) {
  while (!layer_->has_plain()) {
    if (const std::error_code error = co_await receive()) co_return error;
    if (const std::error_code error = co_await flush()) co_return error;
  }
  const std::size_t before = plain.size();
  plain.resize(before + 65'536);
  const auto room = std::as_writable_bytes(std::span(plain)).subspan(before);
  const naru::detail::layer_progress progress = layer_->read(room);
  plain.resize(before + progress.bytes);
  co_return progress.error;
}

naru::task<std::error_code> conversation::write(std::string_view plain) {
  while (!plain.empty()) {
    const auto bytes = std::as_bytes(std::span(plain.data(), plain.size()));
    const naru::detail::layer_progress progress = layer_->write(bytes);
    if (progress.error) co_return progress.error;
    plain.remove_prefix(progress.bytes);
    if (const std::error_code error = co_await flush()) co_return error;
  }
  co_return std::error_code();
}

naru::task<std::error_code> conversation::end() {
  layer_->end();
  std::string rest;
  for (;;) {
    if (const std::error_code error = co_await flush()) co_return error;
    if (const std::error_code error = co_await read(rest)) co_return error;
  }
}

naru::task<> conversation::finish() {
  co_await flush();
  stream_.shutdown_send();
  for (;;) {
    const naru::io_result received = co_await stream_.receive(naru::mutable_buffer(wire_));
    if (received.error) break;
  }
  stream_.close();
}

naru::task<std::error_code> conversation::flush() {
  while (!layer_->output().empty()) {
    const naru::io_result sent = co_await stream_.send(naru::const_buffer(layer_->output()));
    if (sent.error) co_return sent.error;
    layer_->drop_output(sent.bytes);
  }
  co_return std::error_code();
}

// The layer changes its output only when it is called, and nobody calls it during a send.
naru::task<std::error_code> conversation::receive() {
  if (fed_.empty()) {
    const naru::io_result received = co_await stream_.receive(naru::mutable_buffer(wire_));
    if (received.error == naru::error::end_of_stream) {
      const std::error_code error = layer_->feed_end();
      co_return error ? error : std::error_code(naru::error::end_of_stream);
    }
    if (received.error) co_return received.error;
    fed_ = std::span(wire_).first(received.bytes);
  }
  const naru::detail::layer_progress progress = layer_->feed(fed_);
  fed_ = fed_.subspan(progress.bytes);
  co_return progress.error;
}

}  // namespace peer
