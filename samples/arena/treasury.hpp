// treasury: the accounts behind threads of their own: one for the database, and some for passwords,
// which take long on purpose.
#pragma once

#include <naru/blocking_pool.hpp>
#include <naru/task.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <span>
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

  // These two throw std::system_error if a stop comes, or if too many log in.

  /// Whether that is the password of the account, which is made if there is none of that name.
  naru::task<bool> check(std::string name, std::string password);
  /// An account that exists. Its score is the one of the last save.
  naru::task<account> load(std::string name);

  /// Any thread may call this. A failure is reported to proactor_options::on_failure. A load that
  /// begins later gets these scores.
  void save(std::span<const saved_score> scores);
  [[nodiscard]] std::uint64_t saved() const noexcept { return saved_; }

 private:
  void save_all();
  void report(const std::exception_ptr& failure) const;

  naru::proactor& proactor_;
  const treasury_options options_;
  accounts accounts_;         // only the thread of database_ uses it
  std::mutex unsaved_mutex_;  // guards the next two
  std::vector<saved_score> unsaved_;
  bool save_is_coming_ = false;
  std::atomic<std::uint64_t> saved_ = 0;
  naru::blocking_pool passwords_;
  naru::blocking_pool database_;
};

}  // namespace samples::arena
