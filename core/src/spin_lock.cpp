#include <naru/detail/spin_lock.hpp>

#include <thread>

namespace naru::detail {

void spin_lock::give_way() noexcept { std::this_thread::yield(); }

}  // namespace naru::detail
