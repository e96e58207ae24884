#include "client.hpp"

#include <algorithm>
#include <span>

#include "payload.hpp"

namespace samples {

udp_client::udp_client(naru::proactor& owner, const naru::endpoint& server, const udp_plan& plan)
    : proactor_(owner),
      plan_(plan),
      start_(owner.now()),
      fates_(plan.count),
      out_(batch * plan.size),
      in_(batch * plan.size),
      socket_(owner),
      timer_(owner) {
  if (const std::error_code error = socket_.connect(server)) {
    throw std::system_error(error, "cannot send to " + server.to_string());
  }
  for (std::size_t i = 0; i < batch; ++i) {
    incoming_[i].buffer = std::span(in_).subspan(i * plan.size, plan.size);
  }
}

void udp_client::start() {
  receive();
  timer_.wait_for(check_interval, check_);
  send();
}

void udp_client::receive() { socket_.receive_batch(incoming_, received_); }

void udp_client::on_received(naru::io_result result) {
  if (result.error) return finish(result.error);
  for (const naru::datagram& reply : std::span(incoming_).first(result.bytes)) count(reply);
  if (finished()) return finish({});
  receive();
  send();
}

void udp_client::count(const naru::datagram& reply) {
  if (reply.truncated || reply.size < plan_.size) {
    ++counted_.truncated;
    return;
  }
  const auto number = read_payload(reply.payload());
  if (!number || *number >= next_) {
    ++counted_.corrupt;
    return;
  }
  fate& known = fates_[*number];
  if (known == answered) {
    ++counted_.duplicates;
  } else if (known == given_up) {
    ++counted_.late;
  } else {
    known = answered;
    ++counted_.received;
    --on_the_way_;
  }
}

// Fills the window, one batch at a time.
void udp_client::send() {
  const std::size_t room = std::min(plan_.window - on_the_way_, plan_.count - next_);
  if (sending_ || ended_ || room == 0) return;
  const std::size_t size = std::min(room, batch);
  const fate time = now();
  for (std::size_t i = 0; i < size; ++i) {
    const auto payload = std::span(out_).subspan(i * plan_.size, plan_.size);
    write_payload(payload, next_);
    outgoing_[i].payload = payload;
    fates_[next_++] = time;
  }
  on_the_way_ += size;
  sending_ = true;
  socket_.send_batch(std::span(outgoing_).first(size), sent_);
}

void udp_client::on_sent(naru::io_result result) {
  sending_ = false;
  counted_.sent += result.bytes;
  if (result.error) return finish(result.error);
  if (finished()) return finish({});
  send();
}

void udp_client::on_check(naru::io_result result) {
  if (result.error || ended_) return;
  give_up_old_ones();
  if (finished()) return finish({});
  timer_.wait_for(check_interval, check_);
  send();
}

// Datagrams were sent in the order of their numbers, so this stops at the first recent one.
void udp_client::give_up_old_ones() {
  const fate time = now();
  for (; oldest_ < next_; ++oldest_) {
    fate& each = fates_[oldest_];
    if (each == answered || each == given_up) continue;
    if (time - each < static_cast<fate>(reply_deadline.count())) return;
    each = given_up;
    ++counted_.lost;
    --on_the_way_;
  }
}

void udp_client::finish(const std::error_code& reason) {
  if (ended_) return;
  ended_ = true;
  failure_ = reason;
  timer_.cancel();
  socket_.close();
}

bool udp_client::finished() const noexcept {
  return next_ == plan_.count && on_the_way_ == 0 && !sending_;
}

udp_client::fate udp_client::now() const noexcept {
  const auto passed = proactor_.now() - start_;
  return static_cast<fate>(std::chrono::duration_cast<std::chrono::milliseconds>(passed).count());
}

}  // namespace samples
