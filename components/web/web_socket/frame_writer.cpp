#include "web/web_socket/frame_writer.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace naru::detail {
namespace {

std::span<const std::byte> one_frame(std::span<const std::byte> plain) noexcept {
  return plain.first(std::min(plain.size(), frame_writer::output_max));
}

}  // namespace

std::size_t frame_writer::write(std::span<const std::byte> plain, byte_queue& output) {
  const std::size_t all = plain.size();
  while (!plain.empty() && output.size() < output_max) {
    std::size_t taken = one_frame(plain).size();
    if (messages_ == web_socket_messages::lines) {
      taken = write_line(one_frame(plain), output);
    } else {
      write_data({.opcode = frame_opcode::binary}, plain.first(taken), output);
    }
    plain = plain.subspan(taken);
  }
  return all - plain.size();
}

// A line whose end has not been written yet becomes a frame that others follow. Nothing is changed
// before the frame is in the output, because that may throw.
std::size_t frame_writer::write_line(std::span<const std::byte> plain, byte_queue& output) {
  const auto end = std::find(plain.begin(), plain.end(), std::byte{'\n'});
  const auto line = plain.first(static_cast<std::size_t>(end - plain.begin()));
  const bool is_final = line.size() != plain.size();
  const frame_header header{.is_final = is_final,
                            .opcode = in_line_ ? frame_opcode::continuation : frame_opcode::text};
  if (text_.needs_nothing(line)) {
    write_data(header, line, output);
  } else {
    utf8_repair text = text_;
    std::vector<std::byte> repaired;
    text.add(line, repaired);
    if (is_final) text.finish(repaired);
    write_data(header, repaired, output);
    text_ = text;
  }
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

// The first frame of a message decides for all of it.
void frame_writer::write_data(frame_header header, std::span<const std::byte> payload,
                              byte_queue& output) {
  const bool is_first = header.opcode != frame_opcode::continuation;
  const bool is_worth_it =
      compression_ != nullptr && payload.size() >= compression_->options().message_size_min;
  header.is_compressed = is_first && is_worth_it;
  bool compresses = is_first ? is_worth_it : is_compressed_;
  compresses = compresses && write_compressed(header, payload, output);
  header.is_compressed = false;
  if (!compresses) write_frame(header, payload, output);
  is_compressed_ = compresses;
}

// False, with nothing written, if a message could also go as it is and would not be larger.
bool frame_writer::write_compressed(frame_header header, std::span<const std::byte> payload,
                                    byte_queue& output) {
  auto tool = compression_->take_deflater(window_bits_);
  const std::span<const std::byte> small = tool->deflate(payload, header.is_final);
  const bool may_go_as_it_is = header.is_compressed;
  const bool is_written = !may_go_as_it_is || small.size() < payload.size();
  if (is_written) write_frame(header, small, output);
  compression_->give_back(std::move(tool));
  return is_written;
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
