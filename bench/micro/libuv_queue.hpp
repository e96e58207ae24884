// libuv_queue: work for a libuv loop, as good as it can be on top of libuv. For its own thread,
// the loop has a vector that an idle handle empties; the handle is called in every round as long
// as there is work. For other threads it has a vector under a mutex. One uv_async_send serves
// everything that comes before the loop looks; libuv may report several calls as one anyway.
#pragma once

#include <uv.h>

#include <mutex>
#include <utility>
#include <vector>

namespace bench {

class libuv_queue {
 public:
  class element {
   public:
    using function = void (*)(element&);
    explicit element(function called) : called_(called) {}
    void run() { called_(*this); }

   private:
    function called_;
  };

  void open(uv_loop_t& loop) {
    idle_.data = this;
    async_.data = this;
    uv_idle_init(&loop, &idle_);
    uv_async_init(&loop, &async_,
                  [](uv_async_t* self) { static_cast<libuv_queue*>(self->data)->take_outside(); });
    release();
  }
  void hold() { uv_ref(reinterpret_cast<uv_handle_t*>(&async_)); }
  void release() { uv_unref(reinterpret_cast<uv_handle_t*>(&async_)); }

  void push(element& next) {
    if (inside_.empty()) {
      uv_idle_start(&idle_,
                    [](uv_idle_t* self) { static_cast<libuv_queue*>(self->data)->take_inside(); });
    }
    inside_.push_back(&next);
  }
  void push_from_outside(element& next) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = outside_.empty();
      outside_.push_back(&next);
    }
    if (first) uv_async_send(&async_);
  }

 private:
  void take_inside() {
    running_.swap(inside_);
    for (element* const each : running_) each->run();
    running_.clear();
    if (inside_.empty()) uv_idle_stop(&idle_);
  }
  void take_outside() {
    {
      const std::lock_guard lock(mutex_);
      running_.swap(outside_);
    }
    for (element* const each : running_) each->run();
    running_.clear();
  }

  uv_idle_t idle_{};
  uv_async_t async_{};
  std::vector<element*> inside_;
  std::vector<element*> running_;
  std::mutex mutex_;
  std::vector<element*> outside_;
};

}  // namespace bench
