// deferred_work: what a simulated proactor does in place of the threads of a blocking_pool.
#pragma once

#include <naru/detail/deferred.hpp>

#include <memory>

#include "simulated/ring_queue.hpp"
#include "simulated/world.hpp"

namespace naru::detail {

class deferred_work final : public event_target,
                            public std::enable_shared_from_this<deferred_work> {
 public:
  /// `runs` may be gone later: only its address is used, to tell it from others.
  deferred_work(world& around, const network_host& host, const services& runs) noexcept
      : world_(around), host_(host), runs_(runs) {}

  /// Chance decides when it runs. May throw std::bad_alloc.
  void add(std::shared_ptr<deferred> what);
  void happen(std::uint64_t) override;

 private:
  world& world_;
  const network_host& host_;
  const services& runs_;
  ring_queue<std::shared_ptr<deferred>> waiting_;
};

}  // namespace naru::detail
