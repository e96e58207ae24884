#include <list>
#include <span>

#include "../scenarios.hpp"
#include "session.hpp"

namespace bench {
namespace {

class echo_session final : public session<echo_session> {
 public:
  // The next receive waits for the send: it would overwrite the buffer.
  void received(std::span<char> bytes) {
    const bool before = sending();
    send(uv_buf_init(bytes.data(), static_cast<unsigned>(bytes.size())));
    if (!before && sending()) uv_read_stop(stream());
  }
  void sent() {
    if (uv_is_active(reinterpret_cast<uv_handle_t*>(stream())) == 0) receive();
  }
  void left() {}
};

class fan_out_session final : public session<fan_out_session> {
 public:
  fan_out_session() : place_(all.insert(all.end(), this)) {}

  void received(std::span<const char> bytes) {
    for (fan_out_session* const each : all) each->tell(bytes);
  }
  void sent() {}
  void left() { all.erase(place_); }

 private:
  using sessions = std::list<fan_out_session*>;

  // A connection that has not taken the last message misses this one.
  void tell(std::span<const char> message) {
    if (sending()) return;
    std::copy(message.begin(), message.end(), outgoing_.get());
    send(uv_buf_init(outgoing_.get(), static_cast<unsigned>(message.size())));
  }

  static inline sessions all;
  sessions::iterator place_;
  std::unique_ptr<char[]> outgoing_ = std::make_unique_for_overwrite<char[]>(buffer_size);
};

}  // namespace

void serve_echo(const options& chosen) { serve_connections<echo_session>(chosen); }
void serve_idle(const options& chosen) { serve_echo(chosen); }
void serve_fan_out(const options& chosen) { serve_connections<fan_out_session>(chosen); }

}  // namespace bench
