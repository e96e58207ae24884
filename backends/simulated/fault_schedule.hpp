// fault_schedule: planned faults of a simulated world, each of which begins and ends by itself.
#pragma once

#include <naru/simulation/fault.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "simulated/world.hpp"

namespace naru::detail {

class fault_schedule final : public event_target,
                             public std::enable_shared_from_this<fault_schedule> {
 public:
  /// Throws std::invalid_argument if a fault cannot be planned.
  fault_schedule(world& around, std::span<const fault> faults);

  void begin();
  void happen(std::uint64_t what) override;

 private:
  struct entry {
    fault what;
    network_host* host;
    std::vector<network_host*> others;  // those that it meets too; only if it asks for some
  };
  enum class moment : std::uint8_t { begins, ends };

  [[nodiscard]] entry resolve(const fault& one) const;
  [[nodiscard]] network_host& host_called(const std::string& name) const;
  void plan(timeline::time_point when, std::size_t number, moment which);
  void note(const entry& one, fault_phase phase);
  void begin(const entry& one);
  void end(const entry& one);
  void drift(network_host& host, std::int32_t parts_per_million);

  world& world_;
  std::vector<entry> entries_;
};

}  // namespace naru::detail
