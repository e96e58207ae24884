// libuv. It has timers, but no queue of work: libuv_queue.hpp is what its users write.
#pragma once

#include <uv.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "heap_calls.hpp"
#include "libuv_queue.hpp"
#include "tally.hpp"

namespace bench {

/// Must be called before anything else of libuv.
inline void count_allocations_of_libuv() {
  const auto counted_malloc = [](std::size_t size) {
    count_heap_call();
    return std::malloc(size);
  };
  const auto counted_realloc = [](void* block, std::size_t size) {
    count_heap_call();
    return std::realloc(block, size);
  };
  const auto counted_calloc = [](std::size_t number, std::size_t size) {
    count_heap_call();
    return std::calloc(number, size);
  };
  uv_replace_allocator(counted_malloc, counted_realloc, counted_calloc, std::free);
}

struct libuv_peer {
  static constexpr std::string_view name = "libuv";

  class loop {
   public:
    loop() {
      uv_loop_init(&loop_);
      queue_.open(loop_);
    }
    ~loop() { uv_loop_close(&loop_); }
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;

    /// libuv's functions may be called anywhere, if it is on this thread.
    template <class Function>
    void run(Function function) {
      function();
      uv_run(&loop_, UV_RUN_DEFAULT);
    }
    void stop() { uv_stop(&loop_); }
    void take_time() { uv_update_time(&loop_); }
    void hold() { queue_.hold(); }
    void release() { queue_.release(); }
    /// Every handle must be closed before its memory is freed.
    void close() {
      uv_walk(&loop_, [](uv_handle_t* handle, void*) { uv_close(handle, nullptr); }, nullptr);
      uv_run(&loop_, UV_RUN_DEFAULT);
    }

    [[nodiscard]] uv_loop_t& native() { return loop_; }
    [[nodiscard]] libuv_queue& queue() { return queue_; }

   private:
    uv_loop_t loop_{};
    libuv_queue queue_;
  };

  class timer {
   public:
    timer(loop& owner, tally& ended) : ended_(ended) {
      uv_timer_init(&owner.native(), &timer_);
      timer_.data = this;
    }

    void start(std::chrono::microseconds delay) {
      const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(delay);
      uv_timer_start(
          &timer_, [](uv_timer_t* self) { ++static_cast<timer*>(self->data)->ended_.expired; },
          static_cast<std::uint64_t>(milliseconds.count()), 0);
    }
    /// libuv reports no cancel, so it is counted here.
    void cancel() {
      uv_timer_stop(&timer_);
      ++ended_.canceled;
    }

   private:
    tally& ended_;
    uv_timer_t timer_{};
  };

  template <class Handler>
  class work final : libuv_queue::element {
   public:
    work(loop& owner, Handler handler)
        : element(&turn<work>), queue_(owner.queue()), handler_(std::move(handler)) {}

    void post() { queue_.push(*this); }

   private:
    friend struct libuv_peer;
    libuv_queue& queue_;
    Handler handler_;
  };

  template <class Handler>
  class outside_work final : libuv_queue::element {
   public:
    outside_work(loop& owner, Handler handler)
        : element(&turn<outside_work>), queue_(owner.queue()), handler_(std::move(handler)) {}

    void post() { queue_.push_from_outside(*this); }

   private:
    friend struct libuv_peer;
    libuv_queue& queue_;
    Handler handler_;
  };

 private:
  template <class Work>
  static void turn(libuv_queue::element& self) {
    auto& it = static_cast<Work&>(self);
    it.handler_(it);
  }
};

}  // namespace bench
