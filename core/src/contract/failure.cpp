#include <naru/failure.hpp>
#include <naru/proactor.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <system_error>
#include <utility>

#include "contract/report_failure.hpp"
#include "values/control_character.hpp"

namespace naru {
namespace {

constexpr std::size_t line_size_max = 500;
constexpr std::string_view prefix = "naru: ";
constexpr auto above_every_level = static_cast<log_level>(255);

/// The text lies in the object itself, because the failure may be that there is no memory.
class line {
 public:
  void add(std::string_view text) noexcept;
  void add(long long number) noexcept;
  [[nodiscard]] std::string_view text() const noexcept { return {characters_.data(), size_}; }

 private:
  std::array<char, line_size_max> characters_;
  std::size_t size_ = 0;
};

void line::add(std::string_view text) noexcept {
  while (!text.empty() && size_ != line_size_max) {
    const std::size_t control = detail::control_size(text);
    characters_[size_++] = control != 0 ? '?' : text.front();
    text.remove_prefix(control != 0 ? control : 1);
  }
}

void line::add(long long number) noexcept {
  std::array<char, 24> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  add(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

void add_peer(line& to, const endpoint& peer) noexcept {
  try {
    to.add(peer.to_string());
  } catch (...) {
    // There is no memory for it. The rest of the line matters more.
  }
}

void add_error(line& to, const std::error_code& error) noexcept {
  try {
    to.add(error.message());
  } catch (...) {
    to.add("an error");
  }
  to.add(" (");
  to.add(error.category().name());
  to.add(" ");
  to.add(static_cast<long long>(error.value()));
  to.add(")");
}

void add_exception(line& to, const std::exception_ptr& thrown) noexcept {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& failed) {
    to.add(failed.what());
  } catch (...) {
    to.add("an exception that is no std::exception");
  }
}

void write(line& to, const failure& failed) noexcept {
  if (failed.session_id != 0) {
    to.add("session ");
    to.add(static_cast<long long>(failed.session_id));
    if (failed.peer) to.add(" of ");
  }
  if (failed.peer) add_peer(to, *failed.peer);
  if (failed.session_id != 0 || failed.peer) to.add(": ");
  to.add(failed.where);
  to.add(": ");
  if (failed.exception) {
    add_exception(to, failed.exception);
  } else {
    add_error(to, failed.error);
  }
}

// Prints with one call, so that the lines of several threads do not mix.
void print(const failure& failed) noexcept {
  line text;
  write(text, failed);
  std::array<char, prefix.size() + line_size_max + 1> bytes;
  const auto behind_prefix = std::copy(prefix.begin(), prefix.end(), bytes.begin());
  const std::string_view words = text.text();
  const auto end = std::copy(words.begin(), words.end(), behind_prefix);
  *end = '\n';
  static_cast<void>(
      std::fwrite(bytes.data(), 1, static_cast<std::size_t>(end - bytes.begin()) + 1, stderr));
}

}  // namespace

std::string describe(const failure& failed) {
  line text;
  write(text, failed);
  return std::string(text.text());
}

detail::listener_pointer proactor::adopt_listener(naru::native_handle, detail::socket_family,
                                                  const listen_options&, std::error_code& error) {
  error = std::make_error_code(std::errc::operation_not_supported);
  return {};
}

proactor::proactor(detail::failure_observer on_failure, log_sink log,
                   log_level log_level_min) noexcept
    : on_failure_(std::move(on_failure)),
      log_(std::move(log)),
      log_from_(log_ ? log_level_min : above_every_level) {}

proactor::~proactor() { delete posted_functions_.load(); }

void proactor::report(const failure& failed) const noexcept {
  const bool logged = logs(log_level::error) && log_failure(failed);
  if (!on_failure_) {
    if (!logged) print(failed);
    return;
  }
  try {
    on_failure_(failed);
  } catch (...) {
    print(failed);
  }
}

bool proactor::log_failure(const failure& failed) const noexcept {
  const auto log_with = [&](const log_field& why) {
    const std::array<log_field, 4> fields{log_field("where", failed.where), why,
                                          log_field("peer", failed.peer.value_or(endpoint())),
                                          log_field("session", failed.session_id)};
    const std::size_t known = !failed.peer ? 2 : failed.session_id == 0 ? 3 : 4;
    return tell_log(log_level::error, "failure", log_fields(fields).first(known));
  };
  if (!failed.exception) return log_with({"error", failed.error});
  try {
    std::rethrow_exception(failed.exception);
  } catch (const std::exception& thrown) {
    return log_with({"exception", thrown.what()});
  } catch (...) {
    return log_with({"exception", "an exception that is no std::exception"});
  }
}

void detail::report_failure(const proactor& owner, const std::exception_ptr& failure,
                            std::string_view where) noexcept {
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const std::system_error& thrown) {
    if (thrown.code() == std::errc::operation_canceled) return;
  } catch (...) {
    // Any other failure is reported.
  }
  owner.report({.exception = failure, .where = where});
}

}  // namespace naru
