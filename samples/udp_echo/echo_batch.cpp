#include "echo_batch.hpp"

#include <span>

namespace samples {

// The storage is not cleared: most of it is never touched, and so costs no memory.
echo_batch::echo_batch(naru::udp_socket& socket)
    : socket_(socket), storage_(std::make_unique_for_overwrite<std::byte[]>(size * room)) {
  for (std::size_t i = 0; i < size; ++i) {
    incoming_[i].buffer = naru::mutable_buffer(storage_.get() + i * room, room);
  }
}

void echo_batch::receive() { socket_.receive_batch(incoming_, received_); }

void echo_batch::on_received(naru::io_result result) {
  if (result.error && !socket_.is_open()) return;
  if (result.error) return receive();  // such as a shortage of memory: others wait
  first_ = 0;
  last_ = result.bytes;
  counted_.received += result.bytes;
  for (std::size_t i = 0; i < last_; ++i) {
    outgoing_[i] = {incoming_[i].payload(), incoming_[i].source};
    if (incoming_[i].truncated) ++counted_.truncated;
  }
  send();
}

void echo_batch::send() {
  socket_.send_batch(std::span(outgoing_).first(last_).subspan(first_), sent_);
}

void echo_batch::on_sent(naru::io_result result) {
  counted_.sent += result.bytes;
  if (!socket_.is_open()) return;  // a closed socket refuses everything at once
  first_ += result.bytes;
  if (result.error) ++first_;  // if one datagram cannot be answered, the others still are
  if (first_ < last_) return send();
  receive();
}

}  // namespace samples
