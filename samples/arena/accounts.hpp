// accounts: the accounts in an SQLite database. A commit is on the disk before a call returns, so a
// program that is killed loses none.
//
// It blocks, so only the one thread of a blocking_pool uses it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace samples::arena {

struct account {
  std::int64_t id = 0;
  std::string password_hash;
  std::uint32_t score = 0;
};

struct saved_score {
  std::int64_t account;
  std::uint32_t score;
};

class accounts {
 public:
  /// Opens the file, and makes it if there is none. Throws std::runtime_error, which names the
  /// file.
  explicit accounts(const std::string& file);

  [[nodiscard]] std::optional<account> find(std::string_view name);
  /// Returns false if there is an account with that name.
  [[nodiscard]] bool create(std::string_view name, std::string_view password_hash);
  /// All of them, or none if it throws.
  void save(std::span<const saved_score> scores);

 private:
  struct close_database {
    void operator()(sqlite3* database) const noexcept;
  };
  struct finalize {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  using statement = std::unique_ptr<sqlite3_stmt, finalize>;

  [[nodiscard]] statement prepare(const char* text);
  void execute(const char* text);
  void step_to_end(sqlite3_stmt* prepared);
  [[noreturn]] void fail() const;

  std::unique_ptr<sqlite3, close_database> database_;
  statement find_;
  statement create_;
  statement save_;
};

}  // namespace samples::arena
