#include "web/web_socket/web_socket_layer.hpp"

#include <naru/error.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include "web/web_code.hpp"
#include "web/web_socket/close_number.hpp"

namespace naru::detail {

web_socket_layer::web_socket_layer(std::unique_ptr<handshake> opening,
                                   const frame_settings& settings)
    : settings_(settings),
      opening_(std::move(opening)),
      reader_({.masked = !settings.is_client,
               .messages = settings.messages,
               .message_size_max = settings.message_size_max}),
      writer_(settings.messages, settings.is_client) {}

std::error_code web_socket_layer::start() {
  try {
    opening_->begin(output_);
    return {};
  } catch (const std::bad_alloc&) {
    fail(std::make_error_code(std::errc::not_enough_memory));
    return ended_;
  }
}

// An error is told behind the bytes that came before it: here if none wait, otherwise by read.
layer_progress web_socket_layer::feed(std::span<const std::byte> wire) {
  std::size_t taken = 0;
  try {
    if (opening_ && !has_ended()) taken = take_opening(wire);
    if (!opening_) taken += take_frames(wire.subspan(taken));
  } catch (const std::bad_alloc&) {
    fail(std::make_error_code(std::errc::not_enough_memory));
  }
  if (!has_ended()) return {{}, taken};
  const bool tells = plain_.empty() && ended_ != error::end_of_stream;
  return {tells ? ended_ : std::error_code(), wire.size()};
}

std::size_t web_socket_layer::take_opening(std::span<const std::byte> wire) {
  const handshake_progress progress = opening_->take(wire, output_);
  if (progress.error) fail(progress.error);
  if (progress.complete) end_opening();
  return progress.bytes;
}

// A client has no limit of its window, because it offers none.
void web_socket_layer::end_opening() noexcept {
  if (const auto& agreement = opening_->deflate()) {
    reader_.allow_compressed(*settings_.compression);
    writer_.use_deflate(*settings_.compression,
                        settings_.is_client ? window_bits_max : agreement->server_window_bits);
  }
  opening_.reset();
}

std::size_t web_socket_layer::take_frames(std::span<const std::byte> wire) {
  std::size_t taken = 0;
  while (taken < wire.size() && !has_ended() && plain_.size() < plain_max) {
    const std::size_t piece = std::min(wire.size() - taken, plain_max);
    const frame_reader::progress next = reader_.take(wire.subspan(taken, piece), plain_);
    taken += next.bytes;
    if (next.control) take_control(*next.control);
    if (next.refused) refuse(*next.refused);
  }
  return taken;
}

void web_socket_layer::take_control(const control_frame& control) {
  if (control.opcode == frame_opcode::ping) send_pong(control.payload);
  if (control.opcode == frame_opcode::close) take_close(control.payload);
}

void web_socket_layer::take_close(std::span<const std::byte> payload) {
  const auto close = read_close(payload);
  if (!close) return refuse(web_error::protocol_error);
  if (!close->is_text) return refuse(web_error::invalid_text);
  send_close(close->number);
  fail(error_of_close(close->number));
}

// A peer that sends pings and takes no pongs gets one for the newest, as RFC 6455, section 5.5.3
// allows; so they need no memory.
void web_socket_layer::send_pong(std::span<const std::byte> payload) {
  waiting_pong_.assign(payload.begin(), payload.end());
  pong_waits_ = true;
  send_waiting_pong();
}

void web_socket_layer::send_waiting_pong() {
  if (!pong_waits_ || close_sent_ || output_.size() >= frame_writer::output_max) return;
  pong_waits_ = false;
  writer_.write_control(frame_opcode::pong, waiting_pong_, output_);
}

void web_socket_layer::send_close(std::uint16_t number) {
  if (std::exchange(close_sent_, true)) return;
  if (number == no_close_number) return writer_.write_control(frame_opcode::close, {}, output_);
  writer_.write_close(number, output_);
}

void web_socket_layer::fail(std::error_code error) noexcept {
  if (!has_ended()) ended_ = error;
  reader_.stop();
}

void web_socket_layer::refuse(web_error error) {
  send_close(static_cast<std::uint16_t>(error));
  fail(web_code(error));
}

std::error_code web_socket_layer::feed_end() {
  if (!has_ended()) fail(web_code(opening_ ? web_error::bad_head : web_error::abnormal_end));
  return ended_ == error::end_of_stream ? std::error_code() : ended_;
}

layer_progress web_socket_layer::read(std::span<std::byte> plain) {
  if (plain_.empty()) return {ended_, 0};
  const std::size_t size = std::min(plain.size(), plain_.size());
  if (size != 0) std::memcpy(plain.data(), plain_.bytes().data(), size);
  plain_.drop(size);
  return {{}, size};
}

bool web_socket_layer::has_plain() const noexcept { return !plain_.empty() || has_ended(); }

// A peer that has closed takes nothing any more. What is written to it is dropped, as the system
// drops what was sent to a peer that has gone; reading tells of the end.
layer_progress web_socket_layer::write(std::span<const std::byte> plain) {
  if (opening_) return {has_ended() ? ended_ : std::error_code(), 0};
  if (close_sent_) return {{}, plain.size()};
  try {
    return {{}, writer_.write(plain, output_)};
  } catch (const std::bad_alloc&) {
    fail(std::make_error_code(std::errc::not_enough_memory));
    return {ended_, 0};
  }
}

std::error_code web_socket_layer::end() {
  try {
    if (!opening_) send_close(normal_close);
    return {};
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  }
}

void web_socket_layer::drop_output(std::size_t bytes) noexcept {
  output_.drop(bytes);
  try {
    if (opening_ && output_.empty()) opening_->append_more(output_);
    send_waiting_pong();
  } catch (const std::bad_alloc&) {
    pong_waits_ = false;  // the peer sends another ping, or ends the connection; a page is cut off
  }
}

void web_socket_layer::release_memory() noexcept {
  plain_.release();
  output_.release();
}

}  // namespace naru::detail
