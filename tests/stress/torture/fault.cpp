#include "fault.hpp"

#include "failing_call.hpp"
#include "heap_counter.hpp"

#include <array>

namespace torture {
namespace {

class failing_allocation final : public fault {
 public:
  explicit failing_allocation(std::size_t before) noexcept
      : shortage_(before, contract::shortage_of::all_threads) {}

  [[nodiscard]] bool felt() const noexcept override { return shortage_.felt(); }
  [[nodiscard]] std::string_view what() const noexcept override { return "an allocation"; }

 private:
  const contract::heap_shortage shortage_;
};

/// The fault begins when its own memory has been allocated.
template <class Fault>
std::unique_ptr<fault> make(std::size_t before) {
  return std::make_unique<Fault>(before);
}

}  // namespace

std::span<const fault_kind> fault_kinds() noexcept {
  static constexpr std::array kinds{fault_kind{"allocations", &make<failing_allocation>},
                                    fault_kind{"system calls", &make<failing_call>}};
  return std::span(kinds).first(calls_can_fail() ? 2 : 1);
}

}  // namespace torture
