#include "web/web_socket/frame_reader.hpp"

#include <algorithm>
#include <utility>

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
  const std::size_t taken = take_payload(wire.first(left), plain, result.refused);
  result.bytes += taken;
  payload_taken_ += taken;
  if (result.refused || payload_taken_ != frame_.size) return result;
  result.refused = end_frame(plain);
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
  const bool may_be_compressed = compression_ != nullptr && (frame_.opcode == frame_opcode::text ||
                                                             frame_.opcode == frame_opcode::binary);
  if (frame_.is_compressed && !may_be_compressed) return web_error::protocol_error;
  if (is_control(frame_.opcode)) return std::nullopt;
  if (const auto refused = begin_message(frame_.opcode)) return refused;
  return check_size();
}

// A compressed message is measured while it is inflated. How it comes needs a limit, too, because
// it may have blocks that inflate to nothing: twice the size, since small fragments grow.
std::optional<web_error> frame_reader::check_size() noexcept {
  std::uint64_t size_max = rules_.message_size_max;
  if (is_compressed_) size_max = 2 * size_max + 64;
  if (frame_.size > size_max - message_size_) return web_error::message_too_big;
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
  is_compressed_ = frame_.is_compressed;
  inflated_size_ = 0;
  return std::nullopt;
}

std::size_t frame_reader::take_payload(std::span<const std::byte> piece, byte_queue& plain,
                                       std::optional<web_error>& refused) {
  if (is_control(frame_.opcode)) {
    take_control(piece);
  } else if (is_compressed_) {
    return take_compressed(piece, plain, refused);
  } else {
    refused = take_data(piece, plain);
  }
  return piece.size();
}

std::optional<web_error> frame_reader::take_data(std::span<const std::byte> piece,
                                                 byte_queue& plain) {
  const std::span<std::byte> copy = plain.append(piece);
  if (frame_.is_masked) apply_mask(copy, frame_.key, payload_taken_);
  return check_text(copy, plain);
}

std::optional<web_error> frame_reader::check_text(std::span<const std::byte> added,
                                                  byte_queue& plain) {
  if (!is_text()) return std::nullopt;
  const std::size_t valid = text_.valid_prefix(added);
  if (valid == added.size()) return std::nullopt;
  plain.drop_last(added.size() - valid);  // no program gets what is not text
  return web_error::invalid_text;
}

// Stops only where bytes of the wire are left, because what comes next leads here again. Behind the
// last of them the inflater holds back some kilobytes at most.
std::size_t frame_reader::take_compressed(std::span<const std::byte> piece, byte_queue& plain,
                                          std::optional<web_error>& refused) {
  if (!inflater_) inflater_ = compression_->take_inflater();
  inflater::plain_room room;
  std::array<std::byte, 1024> unmasked;
  const auto part = std::span(unmasked).first(std::min(piece.size(), unmasked.size()));
  std::copy_n(piece.begin(), part.size(), part.begin());
  if (frame_.is_masked) apply_mask(part, frame_.key, payload_taken_);
  std::size_t taken = 0;
  bool may_have_more = !part.empty();
  while (may_have_more && !refused) {
    const inflated next = inflater_->take(part.subspan(taken), room);
    taken += next.bytes;
    refused = add_inflated(next, plain);
    may_have_more = next.plain.size() == room.size() && taken == part.size();
  }
  return taken;
}

std::optional<web_error> frame_reader::finish_compressed(byte_queue& plain) {
  inflater::plain_room room;
  if (const auto refused = add_inflated(inflater_->finish(room), plain)) return refused;
  compression_->give_back(std::move(inflater_));
  return std::nullopt;
}

// What fits in the message is given on, as with fragments.
std::optional<web_error> frame_reader::add_inflated(const inflated& more, byte_queue& plain) {
  const std::uint64_t room = rules_.message_size_max - inflated_size_;
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(more.plain.size(), room));
  inflated_size_ += size;
  if (const auto refused = check_text(plain.append(more.plain.first(size)), plain)) return refused;
  if (size != more.plain.size()) return web_error::message_too_big;
  if (!more.good) return web_error::invalid_text;
  return std::nullopt;
}

void frame_reader::take_control(std::span<const std::byte> piece) noexcept {
  const auto place = std::span(control_).subspan(static_cast<std::size_t>(payload_taken_));
  std::copy(piece.begin(), piece.end(), place.begin());
  if (frame_.is_masked) apply_mask(place.first(piece.size()), frame_.key, payload_taken_);
}

std::optional<web_error> frame_reader::end_frame(byte_queue& plain) {
  in_payload_ = false;
  if (is_control(frame_.opcode) || !frame_.is_final) return std::nullopt;
  if (is_compressed_) {
    if (const auto refused = finish_compressed(plain)) return refused;
  }
  in_message_ = false;
  if (!is_text()) return std::nullopt;
  if (!text_.is_whole()) return web_error::invalid_text;  // it ends within a character
  plain.append(std::byte{'\n'});
  return std::nullopt;
}

}  // namespace naru::detail
