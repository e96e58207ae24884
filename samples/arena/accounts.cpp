#include "accounts.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace samples::arena {
namespace {

void bind_text(sqlite3_stmt* prepared, int place, std::string_view text) {
  sqlite3_bind_text(prepared, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

/// Makes a statement ready for its next use.
class use {
 public:
  explicit use(sqlite3_stmt* prepared) : prepared_(prepared) {}
  ~use() {
    sqlite3_reset(prepared_);
    sqlite3_clear_bindings(prepared_);
  }
  use(const use&) = delete;
  use& operator=(const use&) = delete;

 private:
  sqlite3_stmt* prepared_;
};

}  // namespace

void accounts::close_database::operator()(sqlite3* database) const noexcept {
  sqlite3_close(database);
}
void accounts::finalize::operator()(sqlite3_stmt* statement) const noexcept {
  sqlite3_finalize(statement);
}

accounts::accounts(const std::string& file) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open(file.c_str(), &opened);
  database_.reset(opened);
  if (code != SQLITE_OK) throw std::runtime_error(file + ": " + sqlite3_errmsg(opened));
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = FULL");
  execute(
      "CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, "
      "password_hash TEXT NOT NULL, score INTEGER NOT NULL DEFAULT 0)");
  find_ = prepare("SELECT id, password_hash, score FROM account WHERE name = ?");
  create_ = prepare("INSERT OR IGNORE INTO account (name, password_hash) VALUES (?, ?)");
  save_ = prepare("UPDATE account SET score = ? WHERE id = ?");
}

std::optional<account> accounts::find(std::string_view name) {
  const use once(find_.get());
  bind_text(find_.get(), 1, name);
  const int code = sqlite3_step(find_.get());
  if (code == SQLITE_DONE) return std::nullopt;
  if (code != SQLITE_ROW) fail();
  return account{sqlite3_column_int64(find_.get(), 0),
                 reinterpret_cast<const char*>(sqlite3_column_text(find_.get(), 1)),
                 static_cast<std::uint32_t>(sqlite3_column_int64(find_.get(), 2))};
}

bool accounts::create(std::string_view name, std::string_view password_hash) {
  const use once(create_.get());
  bind_text(create_.get(), 1, name);
  bind_text(create_.get(), 2, password_hash);
  step_to_end(create_.get());
  return sqlite3_changes(database_.get()) == 1;
}

void accounts::save(std::span<const saved_score> scores) {
  execute("BEGIN");
  try {
    for (const saved_score& each : scores) {
      const use once(save_.get());
      sqlite3_bind_int64(save_.get(), 1, each.score);
      sqlite3_bind_int64(save_.get(), 2, each.account);
      step_to_end(save_.get());
    }
    execute("COMMIT");
  } catch (...) {
    sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

accounts::statement accounts::prepare(const char* text) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v2(database_.get(), text, -1, &made, nullptr) != SQLITE_OK) fail();
  return statement(made);
}

void accounts::execute(const char* text) {
  if (sqlite3_exec(database_.get(), text, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void accounts::step_to_end(sqlite3_stmt* prepared) {
  if (sqlite3_step(prepared) != SQLITE_DONE) fail();
}

void accounts::fail() const {
  throw std::runtime_error(std::string("the database: ") + sqlite3_errmsg(database_.get()));
}

}  // namespace samples::arena
