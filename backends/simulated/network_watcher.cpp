#include "simulated/network_watcher.hpp"

#include "simulated/simulated_proactor.hpp"

namespace naru::detail {

void network_watcher::tell() noexcept { owner_.add_told(*this); }

void network_watcher::forget_news() noexcept { owner_.remove_told(*this); }

}  // namespace naru::detail
