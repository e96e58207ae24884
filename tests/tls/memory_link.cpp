#include "memory_link.hpp"

#include <algorithm>
#include <array>

namespace tls_tests {
namespace {

void note(link_end& at, std::error_code error) {
  if (error && !at.error) at.error = error;
}

}  // namespace

void memory_link::shake_hands() {
  note(client, client.layer->start());
  note(server, server.layer->start());
  settle();
}

void memory_link::settle() {
  bool moved = true;
  while (moved) {
    const bool there = carry(client, server);
    const bool back = carry(server, client);
    moved = there || back;
  }
}

void memory_link::send(link_end& from, std::string_view plain) {
  while (!plain.empty() && !from.error) {
    const auto done = from.layer->write(std::as_bytes(std::span(plain)));
    note(from, done.error);
    plain.remove_prefix(done.bytes);
    from.output_max = std::max(from.output_max, from.layer->output().size());
    if (done.bytes == 0 && from.layer->output().empty()) return;
    settle();
  }
}

bool memory_link::carry(link_end& from, link_end& to) {
  const auto output = from.layer->output();
  from.output_max = std::max(from.output_max, output.size());
  const std::size_t size = std::min<std::size_t>(output.size(), 1 + random_() % piece_max_);
  to.arriving.insert(to.arriving.end(), output.begin(), output.begin() + std::ptrdiff_t(size));
  from.layer->drop_output(size);
  return take(to) || size > 0;
}

bool memory_link::take(link_end& at) {
  bool moved = false;
  while (!at.arriving.empty() && !at.error) {
    const auto done = at.layer->feed(at.arriving);
    note(at, done.error);
    at.arriving.erase(at.arriving.begin(), at.arriving.begin() + std::ptrdiff_t(done.bytes));
    const bool has_read = read(at);
    if (done.bytes == 0 && !has_read) return moved;
    moved = true;
  }
  return read(at) || moved;
}

bool memory_link::read(link_end& at) {
  bool moved = false;
  std::array<std::byte, 5'000> plain;
  while (at.layer->has_plain() && !at.error) {
    const std::size_t room = 1 + random_() % plain.size();
    const auto done = at.layer->read(std::span(plain).first(room));
    note(at, done.error);
    at.received.append(reinterpret_cast<const char*>(plain.data()), done.bytes);
    moved = moved || done.bytes > 0;
    if (done.bytes == 0) break;
  }
  return moved;
}

}  // namespace tls_tests
