// session: a connection with a buffer of its own. It tries to send at once, and asks libuv only
// for the bytes that the system did not take.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "loop.hpp"

namespace bench {

template <class Derived>
class session {
 public:
  static inline std::size_t buffer_size = 0;

  static void accept(uv_stream_t* listener) {
    auto* const made = new Derived;
    check(uv_tcp_init(listener->loop, &made->tcp_));
    made->tcp_.data = made;
    if (uv_accept(listener, made->stream()) != 0) return made->leave();
    uv_tcp_nodelay(&made->tcp_, 1);
    made->receive();
  }

 protected:
  session() = default;
  ~session() = default;

  [[nodiscard]] uv_stream_t* stream() noexcept { return reinterpret_cast<uv_stream_t*>(&tcp_); }
  [[nodiscard]] bool sending() const noexcept { return sending_; }

  void receive() {
    check(uv_read_start(
        stream(),
        [](uv_handle_t* handle, std::size_t, uv_buf_t* room) {
          *room =
              uv_buf_init(self(handle->data).incoming_.get(), static_cast<unsigned>(buffer_size));
        },
        [](uv_stream_t* from, ssize_t bytes, const uv_buf_t*) {
          if (bytes < 0) return self(from->data).leave();
          if (bytes > 0)
            self(from->data)
                .received({self(from->data).incoming_.get(), static_cast<std::size_t>(bytes)});
        }));
  }

  /// `message` must stay until sent is called, which may be before this returns.
  void send(uv_buf_t message) {
    const int done = uv_try_write(stream(), &message, 1);
    if (done == static_cast<int>(message.len)) return self(this).sent();
    if (done < 0 && done != UV_EAGAIN) return leave();
    if (done > 0) {
      message.base += done;
      message.len -= static_cast<std::size_t>(done);
    }
    sending_ = true;
    request_.data = static_cast<Derived*>(this);
    check(uv_write(&request_, stream(), &message, 1, [](uv_write_t* request, int status) {
      self(request->data).sending_ = false;
      if (status == 0) self(request->data).sent();
    }));
  }

  void leave() {
    auto* const handle = reinterpret_cast<uv_handle_t*>(&tcp_);
    if (uv_is_closing(handle) != 0) return;
    self(this).left();
    uv_close(handle, [](uv_handle_t* closed) { delete &self(closed->data); });
  }

 private:
  static Derived& self(void* data) noexcept { return *static_cast<Derived*>(data); }
  static Derived& self(session* base) noexcept { return static_cast<Derived&>(*base); }

  uv_tcp_t tcp_{};
  uv_write_t request_{};
  bool sending_ = false;

 protected:
  std::unique_ptr<char[]> incoming_ = std::make_unique_for_overwrite<char[]>(buffer_size);
};

}  // namespace bench
