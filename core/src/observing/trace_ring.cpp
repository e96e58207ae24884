#include <naru/trace_ring.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "observing/event_ring.hpp"
#include "observing/trace_json.hpp"

namespace naru {
namespace {

constexpr std::size_t events_min = 2;
constexpr std::size_t events_max = std::size_t{1} << 24;
constexpr std::size_t threads_limit = 4'096;

// No two rings of a process have the same number, so that a thread does not take a new one for an
// earlier one at the same address.
std::uint64_t next_number() noexcept {
  static std::atomic<std::uint64_t> last = 0;
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

const trace_ring_options& checked(const trace_ring_options& options) {
  const auto refuse = [](bool out_of_range, const char* name) {
    if (out_of_range) throw std::invalid_argument(std::string(name) + " is out of range");
  };
  refuse(options.events_per_thread < events_min || options.events_per_thread > events_max,
         "trace_ring_options::events_per_thread");
  refuse(options.threads_max < 1 || options.threads_max > threads_limit,
         "trace_ring_options::threads_max");
  return options;
}

}  // namespace

class trace_ring::state {
 public:
  explicit state(const trace_ring_options& options) : options_(checked(options)) {
    threads_.reserve(options_.threads_max);
  }

  void add(detail::traced_event event, time_point time) noexcept {
    detail::event_ring* const ring = ring_of_this_thread();
    if (ring == nullptr) return;
    event.time = std::chrono::nanoseconds(time - made_).count();
    ring->add(event);
  }

  void name_this_thread(std::string_view name) {
    static_cast<void>(ring_of_this_thread());
    const std::lock_guard lock(mutex_);
    if (thread* const mine = find_this_thread()) mine->name = name;
  }

  [[nodiscard]] std::string json() const {
    detail::trace_json page;
    for (const thread* each : all_threads()) page.add_thread(name_of(*each), each->ring->read());
    return std::move(page).finish();
  }

 private:
  struct thread {
    std::thread::id id;
    std::string name;  // empty unless the program gave it one
    std::unique_ptr<detail::event_ring> ring;
  };
  /// The ring that a thread used last; null if there is none for it.
  struct last_used {
    std::uint64_t number = 0;
    detail::event_ring* ring = nullptr;
  };

  detail::event_ring* ring_of_this_thread() noexcept {
    if (last_used_.number != number_) last_used_ = {number_, find_or_make_ring()};
    return last_used_.ring;
  }

  detail::event_ring* find_or_make_ring() noexcept try {
    const std::lock_guard lock(mutex_);
    if (thread* const mine = find_this_thread()) return mine->ring.get();
    if (threads_.size() == options_.threads_max) return nullptr;
    auto ring = std::make_unique<detail::event_ring>(std::bit_ceil(options_.events_per_thread));
    threads_.push_back({std::this_thread::get_id(), {}, std::move(ring)});
    return threads_.back().ring.get();
  } catch (const std::bad_alloc&) {
    return nullptr;
  }

  // Needs the mutex.
  thread* find_this_thread() noexcept {
    const auto mine = [id = std::this_thread::get_id()](const thread& each) {
      return each.id == id;
    };
    const auto found = std::find_if(threads_.begin(), threads_.end(), mine);
    return found != threads_.end() ? &*found : nullptr;
  }

  // A thread stays where it is, and its ring too. So the mutex is not held while rings are read.
  [[nodiscard]] std::vector<const thread*> all_threads() const {
    const std::lock_guard lock(mutex_);
    std::vector<const thread*> all;
    for (const thread& each : threads_) all.push_back(&each);
    return all;
  }

  [[nodiscard]] std::string name_of(const thread& of) const {
    const std::lock_guard lock(mutex_);
    return of.name;
  }

  static constinit thread_local last_used last_used_;

  const trace_ring_options options_;
  const std::uint64_t number_ = next_number();
  const time_point made_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;  // guards threads_; a thread takes it for its first event only
  std::vector<thread> threads_;
};

constinit thread_local trace_ring::state::last_used trace_ring::state::last_used_;

trace_ring::trace_ring(const trace_ring_options& options)
    : state_(std::make_unique<state>(options)) {}
trace_ring::~trace_ring() = default;

void trace_ring::name_this_thread(std::string_view name) { state_->name_this_thread(name); }
std::string trace_ring::json() const { return state_->json(); }

void trace_ring::operation_started(const void* id, operation_kind kind) noexcept {
  state_->add({.type = detail::event_type::start, .kind = kind, .id = id},
              std::chrono::steady_clock::now());
}

void trace_ring::operation_completed(const void* id, operation_kind kind, const io_result& result,
                                     time_point time) noexcept {
  state_->add({.type = detail::event_type::completion,
               .kind = kind,
               .id = id,
               .value = result.bytes,
               .error = result.error},
              time);
}

void trace_ring::callback_returned(const void* id, operation_kind kind, time_point began,
                                   time_point ended) noexcept {
  const auto took = std::chrono::nanoseconds(ended - began).count();
  state_->add({.type = detail::event_type::slice,
               .kind = kind,
               .id = id,
               .value = static_cast<std::uint64_t>(took)},
              began);
}

void trace_ring::batch_taken(std::size_t completions) noexcept {
  state_->add({.type = detail::event_type::batch, .value = completions},
              std::chrono::steady_clock::now());
}

}  // namespace naru
