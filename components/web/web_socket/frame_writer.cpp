#include "web/web_socket/frame_writer.hpp"

#include <algorithm>
#include <array>

namespace naru::detail {
namespace {

std::span<const std::byte> one_frame(std::span<const std::byte> plain) noexcept {
  return plain.first(std::min(plain.size(), frame_writer::output_max));
}

}  // namespace

std::optional<std::size_t> frame_writer::write(std::span<const std::byte> plain,
                                               byte_queue& output) {
  const std::size_t all = plain.size();
  while (!plain.empty() && output.size() < output_max) {
    std::size_t taken = 0;
    if (messages_ == web_socket_messages::lines) {
      const auto line = write_line(one_frame(plain), output);
      if (!line) return std::nullopt;
      taken = *line;
    } else {
      taken = one_frame(plain).size();
      write_frame({.opcode = frame_opcode::binary}, plain.first(taken), output);
    }
    plain = plain.subspan(taken);
  }
  return all - plain.size();
}

// A line whose end has not been written yet becomes a frame that others follow.
std::optional<std::size_t> frame_writer::write_line(std::span<const std::byte> plain,
                                                    byte_queue& output) {
  const auto end = std::find(plain.begin(), plain.end(), std::byte{'\n'});
  const auto line = plain.first(static_cast<std::size_t>(end - plain.begin()));
  const bool is_final = line.size() != plain.size();
  if (!text_.take(line) || (is_final && !text_.is_whole())) return std::nullopt;
  const auto opcode = in_line_ ? frame_opcode::continuation : frame_opcode::text;
  write_frame({.is_final = is_final, .opcode = opcode}, line, output);
  in_line_ = !is_final;
  return line.size() + (is_final ? 1 : 0);
}

void frame_writer::write_control(frame_opcode opcode, std::span<const std::byte> payload,
                                 byte_queue& output) {
  write_frame({.opcode = opcode}, payload, output);
}

void frame_writer::write_close(std::uint16_t number, byte_queue& output) {
  const std::array payload{static_cast<std::byte>(number >> 8),
                           static_cast<std::byte>(number & 0xff)};
  write_control(frame_opcode::close, payload, output);
}

// A header without its payload would spoil the connection, so there is room for both before either
// is appended.
void frame_writer::write_frame(frame_header header, std::span<const std::byte> payload,
                               byte_queue& output) {
  header.size = payload.size();
  header.is_masked = masks_.has_value();
  if (masks_) header.key = masks_->next();
  output.make_room(frame_header_size_max + payload.size());
  append_frame_header(output, header);
  const std::span<std::byte> copy = output.append(payload);
  if (masks_) apply_mask(copy, header.key, 0);
}

}  // namespace naru::detail
