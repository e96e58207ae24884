#include "treasury.hpp"

#include <exception>
#include <mutex>
#include <system_error>
#include <utility>

#include "password.hpp"

namespace samples::arena {
namespace {

// A save must not be refused because many log in.
constexpr std::size_t saves_max = 1'000'000;

}  // namespace

treasury::treasury(naru::proactor& owner, const treasury_options& options)
    : proactor_(owner),
      options_(options),
      accounts_(options.file),
      passwords_(options.password_threads),
      database_(1, {.waiting_max = saves_max}) {}

// If another session makes the account meanwhile, its password is the one that counts.
naru::task<bool> treasury::check(std::string name, std::string password) {
  for (;;) {
    const std::optional<account> found =
        co_await database_.run([&] { return accounts_.find(name); });
    if (found) {
      co_return co_await passwords_.run([&] { return matches(password, found->password_hash); });
    }
    const std::string hash =
        co_await passwords_.run([&] { return hash_password(password, options_.password_rounds); });
    const bool made = co_await database_.run([&] { return accounts_.create(name, hash); });
    if (made) co_return true;
  }
}

naru::task<account> treasury::load(std::string name) {
  std::optional<account> found = co_await database_.run([&] { return accounts_.find(name); });
  co_return std::move(found).value();
}

// Scores that come while an earlier save waits for the thread go with that one, because a commit
// waits for the disk. If a save is refused, its scores go with the next one.
void treasury::save(std::span<const saved_score> scores) {
  const std::lock_guard lock(unsaved_mutex_);
  unsaved_.insert(unsaved_.end(), scores.begin(), scores.end());
  if (save_is_coming_) return;
  save_is_coming_ = database_.run([this] { save_all(); }, proactor_,
                                  [this](const naru::outcome<void>& done) {
                                    if (!done) report(done.exception());
                                  });
  if (save_is_coming_) return;
  report(
      std::make_exception_ptr(std::system_error(std::make_error_code(std::errc::no_buffer_space))));
}

// On the thread of the database, which works in the order of the calls.
void treasury::save_all() {
  std::vector<saved_score> scores;
  {
    const std::lock_guard lock(unsaved_mutex_);
    scores.swap(unsaved_);
    save_is_coming_ = false;
  }
  accounts_.save(scores);
  saved_ += scores.size();
}

void treasury::report(const std::exception_ptr& failure) const {
  proactor_.report({.exception = failure, .where = "the scores of some accounts were not saved"});
}

}  // namespace samples::arena
