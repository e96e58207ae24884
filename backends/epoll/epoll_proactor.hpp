// epoll_proactor: the loop on Linux's epoll, without a library between.
//
// A wait takes a batch of events and moves the bytes of the operations that waited for them. The
// operations then run from the loop's own queue, as on every backend. Timers and posted work never
// reach the system.
#pragma once

#include <memory>

#include "epoll/event_watch.hpp"
#include "system/system_proactor.hpp"

namespace naru::detail {

class epoll_proactor final : public system_proactor {
 public:
  explicit epoll_proactor(const proactor_options& options);
  ~epoll_proactor() override;

  [[nodiscard]] std::string_view backend() const noexcept override { return "epoll"; }
  stream_pointer make_stream() override;

  [[nodiscard]] event_set& events() noexcept { return events_; }

 private:
  new_listener make_listener(const listen_options& options) override;
  bool wait(duration timeout) override;
  void wake() noexcept override;

  event_set events_;
};

std::unique_ptr<proactor> make_epoll_proactor(const proactor_options& options);

}  // namespace naru::detail
