#include <naru/detail/frame_memory.hpp>

#include <array>
#include <atomic>
#include <mutex>
#include <new>

namespace naru::detail {
namespace {

// Frames of up to frame_size_max are kept, by size in steps of size_step.
constexpr std::size_t size_step = 64;
constexpr std::size_t frame_size_max = 4096;
constexpr std::size_t kept_bytes_per_size_max = 64 * 1024;

constexpr std::size_t class_of(std::size_t size) noexcept { return (size - 1) / size_step; }
constexpr std::size_t size_of_class(std::size_t index) noexcept { return (index + 1) * size_step; }

struct kept_frame {
  kept_frame* next;
};

struct kept_frames {
  kept_frame* first;
  std::size_t count;
};

/// What one thread keeps. Without a destructor, since a task may end after the destructors of the
/// thread's variables have run.
struct thread_frames {
  std::array<kept_frames, class_of(frame_size_max) + 1> kept;
  std::atomic<std::ptrdiff_t> live;  // begun here less ended here; written by this thread alone
  thread_frames* next;
  bool registered;
  bool closed;  // keeps nothing any more
};

constinit thread_local thread_frames mine{};

std::mutex registry_mutex;  // guards these two
constinit thread_frames* all_threads = nullptr;
constinit std::ptrdiff_t live_on_ended_threads = 0;

void free_kept(thread_frames& frames) noexcept {
  for (kept_frames& each : frames.kept) {
    while (kept_frame* const frame = each.first) {
      each.first = frame->next;
      ::operator delete(frame);
    }
    each.count = 0;
  }
}

void unregister(thread_frames& frames) noexcept {
  const std::lock_guard lock(registry_mutex);
  thread_frames** link = &all_threads;
  while (*link != &frames) link = &(*link)->next;
  *link = frames.next;
  live_on_ended_threads += frames.live.load(std::memory_order_relaxed);
}

/// Its destructor runs when the thread ends.
struct closer {
  ~closer() {
    mine.closed = true;
    free_kept(mine);
    unregister(mine);
  }
  bool constructed = true;
};

void register_this_thread() noexcept {
  static thread_local closer at_the_end;
  mine.registered = at_the_end.constructed;
  const std::lock_guard lock(registry_mutex);
  mine.next = all_threads;
  all_threads = &mine;
}

void count(std::ptrdiff_t difference) noexcept {
  if (mine.closed) {
    const std::lock_guard lock(registry_mutex);
    live_on_ended_threads += difference;
    return;
  }
  if (!mine.registered) register_this_thread();
  const std::ptrdiff_t before = mine.live.load(std::memory_order_relaxed);
  mine.live.store(before + difference, std::memory_order_relaxed);
}

}  // namespace

void* allocate_frame(std::size_t size) {
  if (size > frame_size_max) {
    void* const frame = ::operator new(size);
    count(1);
    return frame;
  }
  kept_frames& kept = mine.kept[class_of(size)];
  void* frame = kept.first;
  if (frame != nullptr) {
    kept.first = kept.first->next;
    --kept.count;
  } else {
    frame = ::operator new(size_of_class(class_of(size)));
  }
  count(1);
  return frame;
}

void release_frame(void* frame, std::size_t size) noexcept {
  count(-1);
  const std::size_t index = class_of(size);
  const bool keeps = size <= frame_size_max && !mine.closed &&
                     mine.kept[index].count < kept_bytes_per_size_max / size_of_class(index);
  if (!keeps) return ::operator delete(frame);
  kept_frames& kept = mine.kept[index];
  kept.first = ::new (frame) kept_frame{kept.first};
  ++kept.count;
}

std::ptrdiff_t live_frames() noexcept {
  const std::lock_guard lock(registry_mutex);
  std::ptrdiff_t live = live_on_ended_threads;
  for (const thread_frames* each = all_threads; each != nullptr; each = each->next) {
    live += each->live.load(std::memory_order_relaxed);
  }
  return live;
}

}  // namespace naru::detail
