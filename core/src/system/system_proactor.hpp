// system_proactor: a loop that resolves names and watches signals by the system. The backends that
// run on a system derive from it.
#pragma once

#include "loop/loop.hpp"

namespace naru::detail {

class system_proactor : public loop {
 public:
  using loop::loop;

  resolver_pointer make_resolver() override;
  signal_pointer watch_signals(std::span<const signal_kind> kinds, std::error_code& error) override;
};

}  // namespace naru::detail
