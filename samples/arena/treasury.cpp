#include "treasury.hpp"

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

naru::task<std::optional<account>> treasury::log_in(std::string name, std::string password) {
  std::optional<account> found = co_await database_.run([&] { return accounts_.find(name); });
  if (found) {
    const bool right =
        co_await passwords_.run([&] { return matches(password, found->password_hash); });
    if (!right) found.reset();
    co_return found;
  }
  std::string hash =
      co_await passwords_.run([&] { return hash_password(password, options_.password_rounds); });
  co_return co_await database_.run([&] { return accounts_.create(name, std::move(hash)); });
}

void treasury::save(std::vector<saved_score> scores) {
  const std::size_t count = scores.size();
  database_.run([this, scores = std::move(scores)] { accounts_.save(scores); }, proactor_,
                [this, count](const naru::outcome<void>& done) {
                  if (done) {
                    saved_ += count;
                  } else {
                    proactor_.report({.exception = done.exception(),
                                      .where = "the scores of some accounts were not saved"});
                  }
                });
}

}  // namespace samples::arena
