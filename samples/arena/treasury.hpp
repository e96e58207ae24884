// treasury: the accounts behind threads of their own: one for the database, and some for passwords,
// which take long on purpose.
#pragma once

#include <naru/blocking_pool.hpp>
#include <naru/task.hpp>

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "accounts.hpp"

namespace samples::arena {

struct treasury_options {
  std::string file = "arena.db";
  std::uint32_t password_rounds = 0;
  std::size_t password_threads = 2;
};

class treasury {
 public:
  treasury(naru::proactor& owner, const treasury_options& options);

  /// The account of that name, which is made if there is none. Empty if the password is wrong.
  /// Throws std::system_error if a stop comes, or if too many log in.
  naru::task<std::optional<account>> log_in(std::string name, std::string password);

  /// Any thread may call this. A failure is reported to proactor_options::on_failure.
  void save(std::vector<saved_score> scores);
  [[nodiscard]] std::uint64_t saved() const noexcept { return saved_; }

 private:
  naru::proactor& proactor_;
  const treasury_options options_;
  accounts accounts_;  // only the thread of database_ uses it
  std::atomic<std::uint64_t> saved_ = 0;
  naru::blocking_pool passwords_;
  naru::blocking_pool database_;
};

}  // namespace samples::arena
