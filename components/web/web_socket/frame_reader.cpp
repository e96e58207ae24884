#include "web/web_socket/frame_reader.hpp"

#include <algorithm>

namespace naru::detail {

frame_reader::progress frame_reader::take(std::span<const std::byte> wire, byte_queue& plain) {
  progress result;
  if (!in_payload_) {
    result.bytes = take_header(wire);
    wire = wire.subspan(result.bytes);
    if (!in_payload_) return result;
    result.refused = begin_frame();
    if (result.refused) return result;
  }
  const auto left =
      static_cast<std::size_t>(std::min<std::uint64_t>(frame_.size - payload_taken_, wire.size()));
  if (is_control(frame_.opcode)) {
    take_control(wire.first(left));
  } else {
    result.refused = take_data(wire.first(left), plain);
  }
  result.bytes += left;
  payload_taken_ += left;
  if (result.refused || payload_taken_ != frame_.size) return result;
  if (!end_frame(plain)) result.refused = web_error::invalid_text;
  if (is_control(frame_.opcode)) {
    const auto size = static_cast<std::size_t>(frame_.size);
    result.control = {frame_.opcode, std::span(control_).first(size)};
  }
  return result;
}

// The first two bytes tell how long the header is.
std::size_t frame_reader::take_header(std::span<const std::byte> wire) noexcept {
  std::size_t taken = 0;
  while (taken < wire.size()) {
    header_bytes_[header_size_++] = wire[taken++];
    if (header_size_ < 2) continue;
    if (header_size_ < frame_header_size(std::span(header_bytes_).first<2>())) continue;
    in_payload_ = true;
    break;
  }
  return taken;
}

std::optional<web_error> frame_reader::begin_frame() noexcept {
  const std::size_t size = header_size_;
  header_size_ = 0;
  payload_taken_ = 0;
  if (!read_frame_header(std::span(header_bytes_).first(size), frame_)) {
    return web_error::protocol_error;
  }
  if (frame_.is_masked != rules_.masked) return web_error::protocol_error;
  if (is_control(frame_.opcode)) return std::nullopt;
  if (const auto refused = begin_message(frame_.opcode)) return refused;
  if (frame_.size > rules_.message_size_max - message_size_) return web_error::message_too_big;
  message_size_ += frame_.size;
  return std::nullopt;
}

std::optional<web_error> frame_reader::begin_message(frame_opcode opcode) noexcept {
  const bool is_first = opcode != frame_opcode::continuation;
  if (is_first == in_message_) return web_error::protocol_error;
  if (!is_first) return std::nullopt;
  if ((opcode == frame_opcode::text) != is_text()) return web_error::unsupported_data;
  in_message_ = true;
  message_size_ = 0;
  return std::nullopt;
}

std::optional<web_error> frame_reader::take_data(std::span<const std::byte> piece,
                                                 byte_queue& plain) {
  const std::span<std::byte> copy = plain.append(piece);
  if (frame_.is_masked) apply_mask(copy, frame_.key, payload_taken_);
  if (!is_text()) return std::nullopt;
  const std::size_t valid = text_.valid_prefix(copy);
  if (valid == copy.size()) return std::nullopt;
  plain.drop_last(copy.size() - valid);  // no program gets what is not text
  return web_error::invalid_text;
}

void frame_reader::take_control(std::span<const std::byte> piece) noexcept {
  const auto place = std::span(control_).subspan(static_cast<std::size_t>(payload_taken_));
  std::copy(piece.begin(), piece.end(), place.begin());
  if (frame_.is_masked) apply_mask(place.first(piece.size()), frame_.key, payload_taken_);
}

// False if the text ends within a character.
bool frame_reader::end_frame(byte_queue& plain) {
  in_payload_ = false;
  if (is_control(frame_.opcode) || !frame_.is_final) return true;
  in_message_ = false;
  if (!is_text()) return true;
  if (!text_.is_whole()) return false;
  plain.append(std::byte{'\n'});
  return true;
}

}  // namespace naru::detail
