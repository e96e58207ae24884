#include "message_run.hpp"

#include <cstring>
#include <stdexcept>

namespace bench {
namespace {

constexpr std::size_t header_size = 4;

void write_number(std::byte* to, std::size_t number) {
  for (std::size_t i = 0; i < header_size; ++i) {
    to[i] = static_cast<std::byte>(number >> (8 * (header_size - 1 - i)));
  }
}

}  // namespace

message_run::message_run(const options& chosen, std::size_t count, std::size_t span_max)
    : message_size_(chosen.message_size + (chosen.framed ? header_size : 0)),
      size_(count * message_size_),
      framed_(chosen.framed),
      bytes_(size_ + span_max, std::byte{'x'}) {
  if (!framed_) return;
  for (std::size_t i = 0; i < count; ++i) {
    write_number(&bytes_[i * message_size_], chosen.message_size);
    write_number(&bytes_[i * message_size_ + header_size], i);
  }
  for (std::size_t i = size_; i < bytes_.size(); ++i) bytes_[i] = bytes_[i - size_];
}

void message_run::check(std::size_t position, std::span<const std::byte> received) const {
  if (!framed_) return;
  if (std::memcmp(&bytes_[position], received.data(), received.size()) != 0) {
    throw std::runtime_error("what came back is not what was sent");
  }
}

}  // namespace bench
