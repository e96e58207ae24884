#include "sockets/wire_buffer.hpp"

#include <naru/detail/spin_lock.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <new>
#include <utility>

#include "values/immortal.hpp"

namespace naru::detail {
namespace {

/// The spare memory of the process. The last that came is the first to go, because it is the most
/// likely to be in a cache.
struct spare_memory {
  spin_lock lock;
  std::size_t count = 0;
  std::array<std::unique_ptr<std::byte[]>, spare_wire_buffers_max> kept;
};

spare_memory& spares() noexcept {
  static const immortal<spare_memory> all;
  return *all;
}

}  // namespace

bool wire_buffer::make_room() noexcept {
  if (memory_) return true;
  assert(empty());
  {
    spare_memory& all = spares();
    const std::lock_guard lock(all.lock);
    if (all.count != 0) memory_ = std::move(all.kept[--all.count]);
  }
  if (!memory_) memory_.reset(new (std::nothrow) std::byte[wire_buffer_bytes]);
  return memory_ != nullptr;
}

std::size_t wire_buffer::append(std::span<const std::byte> more) noexcept {
  const mutable_buffer to = room();
  const std::size_t copied = std::min(to.size(), more.size());
  if (copied != 0) std::memcpy(to.data(), more.data(), copied);
  end_ += copied;
  return copied;
}

void wire_buffer::drop_all() noexcept {
  begin_ = end_ = 0;
  if (!memory_) return;
  std::unique_ptr<std::byte[]> unused = std::move(memory_);
  spare_memory& all = spares();
  const std::lock_guard lock(all.lock);
  if (all.count != all.kept.size()) all.kept[all.count++] = std::move(unused);
}

}  // namespace naru::detail
