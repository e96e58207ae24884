#include "watch/viewer.hpp"

#include <chrono>

namespace naru::detail {
namespace {

constexpr std::chrono::milliseconds update_period{500};

}  // namespace

// The timer belongs to the session, so there is none while nobody looks.
void viewer::on_message(const_buffer) {
  wants_more_ = true;
  if (std::exchange(watches_, true)) return;
  every(update_period, [this] { show(); });
  show();
}

// A page that has not shown the last update gets no other. So a slow one costs the memory of one,
// and shows what is the case now: the buffers of a system would hold a minute of updates.
void viewer::show() {
  if (!wants_more_) return;
  std::shared_ptr<const std::string> newest = what_->update();
  if (newest == shown_) return;
  wants_more_ = false;
  shown_ = std::move(newest);
  send(*shown_);
}

}  // namespace naru::detail
