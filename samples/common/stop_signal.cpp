#include "stop_signal.hpp"

namespace samples {

void stop_signal::watch(naru::proactor& owner) {
  using enum naru::signal_kind;
  signals_.emplace(owner, std::initializer_list{interrupt, terminate, hang_up});
  signals_->wait(which_, signalled_);
}

}  // namespace samples
