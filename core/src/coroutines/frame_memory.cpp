#include <naru/detail/frame_memory.hpp>

#include <array>
#include <atomic>
#include <cassert>
#include <mutex>
#include <new>

#include "values/thread_end.hpp"

namespace naru::detail {
namespace {

// Frames of at most frame_size_max bytes are kept, by size in steps of size_step.
constexpr std::size_t size_step = 64;
constexpr std::size_t frame_size_max = 4096;
constexpr std::size_t kept_bytes_per_size_max = 64 * 1024;

constexpr std::size_t class_of(std::size_t size) noexcept { return (size - 1) / size_step; }
constexpr std::size_t size_of_class(std::size_t index) noexcept { return (index + 1) * size_step; }

struct kept_frame {
  kept_frame* next;
};

struct kept_frames {
  kept_frame* first = nullptr;
  std::size_t count = 0;
};

/// The frames that one thread keeps.
struct thread_frames {
  std::array<kept_frames, class_of(frame_size_max) + 1> kept;
  std::atomic<std::ptrdiff_t> live = 0;  // made here less freed here; only this thread writes it
  thread_frames* next = nullptr;
};

constinit thread_local thread_frames* mine = nullptr;

std::mutex registry_mutex;  // guards the next two
constinit thread_frames* all_threads = nullptr;
constinit std::ptrdiff_t live_elsewhere = 0;  // of threads that ended, or that keep nothing

void free_kept(thread_frames& frames) noexcept {
  for (kept_frames& each : frames.kept) {
    while (kept_frame* const frame = each.first) {
      each.first = frame->next;
      ::operator delete(frame);
    }
  }
}

// Code that runs later on this thread may still free frames; then this_thread() begins anew.
void on_thread_end(void* ended) {
  auto* const frames = static_cast<thread_frames*>(ended);
  mine = nullptr;
  free_kept(*frames);
  {
    const std::lock_guard lock(registry_mutex);
    thread_frames** link = &all_threads;
    while (*link != frames) link = &(*link)->next;
    *link = frames->next;
    live_elsewhere += frames->live.load(std::memory_order_relaxed);
  }
  delete frames;
}

/// The frames of this thread, or null if there is no memory for them.
thread_frames* this_thread() noexcept {
  if (mine != nullptr) return mine;
  thread_frames* frames = nullptr;
  try {
    frames = new thread_frames;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  {
    const std::lock_guard lock(registry_mutex);
    frames->next = all_threads;
    all_threads = frames;
  }
  // If the system cannot tell when the thread ends, its frames stay in the list.
  static_cast<void>(at_thread_end(&on_thread_end, frames));
  return mine = frames;
}

void count(thread_frames* frames, std::ptrdiff_t difference) noexcept {
  if (frames == nullptr) {
    const std::lock_guard lock(registry_mutex);
    live_elsewhere += difference;
  } else {
    const std::ptrdiff_t before = frames->live.load(std::memory_order_relaxed);
    frames->live.store(before + difference, std::memory_order_relaxed);
  }
}

void* take_kept(thread_frames* frames, std::size_t index) noexcept {
  if (frames == nullptr) return nullptr;
  kept_frames& kept = frames->kept[index];
  kept_frame* const frame = kept.first;
  if (frame == nullptr) return nullptr;
  assert(kept.count != 0);
  kept.first = frame->next;
  --kept.count;
  return frame;
}

bool keep(thread_frames* frames, void* frame, std::size_t index) noexcept {
  if (frames == nullptr) return false;
  kept_frames& kept = frames->kept[index];
  if (kept.count >= kept_bytes_per_size_max / size_of_class(index)) return false;
  assert((kept.first == nullptr) == (kept.count == 0));
  kept.first = ::new (frame) kept_frame{kept.first};
  ++kept.count;
  return true;
}

}  // namespace

void* allocate_frame(std::size_t size) {
  thread_frames* const frames = this_thread();
  const bool small = size <= frame_size_max;
  void* frame = small ? take_kept(frames, class_of(size)) : nullptr;
  if (frame == nullptr) frame = ::operator new(small ? size_of_class(class_of(size)) : size);
  count(frames, 1);
  return frame;
}

void release_frame(void* frame, std::size_t size) noexcept {
  thread_frames* const frames = this_thread();
  count(frames, -1);
  if (size <= frame_size_max && keep(frames, frame, class_of(size))) return;
  ::operator delete(frame);
}

std::ptrdiff_t live_frames() noexcept {
  const std::lock_guard lock(registry_mutex);
  std::ptrdiff_t live = live_elsewhere;
  for (const thread_frames* each = all_threads; each != nullptr; each = each->next) {
    live += each->live.load(std::memory_order_relaxed);
  }
  return live;
}

}  // namespace naru::detail
