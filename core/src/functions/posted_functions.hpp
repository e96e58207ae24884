// posted_functions: the functions that were posted to one proactor and have not run yet. They lie
// in groups. Each group is an operation that the loop runs, so several threads run several groups
// at the same time. The loop may run these operations in another order than they were posted, if
// some were posted by a thread that runs the loop. So each of them runs the first group that waits,
// which need not be its own.
#pragma once

#include <naru/detail/offered_function.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/proactor.hpp>

#include <cstddef>

namespace naru::detail {

class posted_functions final : public proactor_part {
 public:
  explicit posted_functions(proactor& owner) noexcept : owner_(owner) {}
  ~posted_functions() override;

  void post(const offered_function& function);

 private:
  class group;

  static void on_turn(operation& turn);
  [[nodiscard]] bool add(const offered_function& function) noexcept;
  void begin_group() noexcept;
  [[nodiscard]] group& take_first(group& turn) noexcept;
  void run(group& ready, bool dropped) noexcept;
  void release(group& used) noexcept;
  void add_spare(group& made) noexcept;
  [[nodiscard]] group* take_unneeded() noexcept;
  static void free_all(group* first) noexcept;

  proactor& owner_;
  spin_lock lock_;          // guards the rest
  group* first_ = nullptr;  // the groups that wait
  group* last_ = nullptr;   // may have room for more functions
  group* spare_ = nullptr;
  std::size_t spares_ = 0;
  std::size_t fewest_spares_ = 0;  // since the last trim
  std::size_t released_since_trim_ = 0;
};

}  // namespace naru::detail
