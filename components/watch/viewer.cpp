#include "watch/viewer.hpp"

#include <chrono>

namespace naru::detail {
namespace {

constexpr std::chrono::milliseconds update_period{500};

}  // namespace

// The timer belongs to the session, so there is none while nobody looks.
void viewer::on_message(const_buffer) {
  if (std::exchange(watches_, true)) return;
  every(update_period, [this] { show(); });
  show();
}

// A page that has not taken the last update gets no other, so a slow one costs the memory of one.
void viewer::show() {
  if (queued_bytes() != 0) return;
  std::shared_ptr<const std::string> newest = what_->update();
  if (newest == shown_) return;
  shown_ = std::move(newest);
  send(*shown_);
}

}  // namespace naru::detail
