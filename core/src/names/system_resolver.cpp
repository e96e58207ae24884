#include "names/system_resolver.hpp"

#include <naru/error.hpp>
#include <naru/resolver.hpp>

#include <cassert>
#include <new>
#include <optional>
#include <string>
#include <utility>

#include "loop/loop_operations.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

bool is_bracketed(std::string_view host) noexcept {
  return host.size() >= 2 && host.front() == '[' && host.back() == ']';
}

std::string_view without_brackets(std::string_view host) noexcept {
  return is_bracketed(host) ? host.substr(1, host.size() - 2) : host;
}

std::error_code check(std::string_view host) noexcept {
  const std::size_t dot = host.ends_with('.') ? 1 : 0;
  const bool good = !host.empty() && host.size() - dot <= resolver::host_length_max &&
                    host.find('\0') == std::string_view::npos &&
                    (!is_bracketed(host) || host.find(':') != std::string_view::npos);
  return good ? std::error_code() : std::make_error_code(std::errc::invalid_argument);
}

std::error_code check_family(const address& literal, address_family wanted) noexcept {
  const bool good =
      wanted == address_family::any || literal.is_v6() == (wanted == address_family::v6);
  return good ? std::error_code() : make_error_code(error::host_not_found);
}

// The operation is pending already, so every path must complete it.
std::error_code put(const endpoint& found, std::vector<endpoint>& results) noexcept {
  try {
    results.push_back(found);
    return {};
  } catch (const std::bad_alloc&) {
    return std::make_error_code(std::errc::not_enough_memory);
  }
}

}  // namespace

submission system_resolver::resolve(std::string_view host, std::uint16_t port,
                                    std::vector<endpoint>& results, operation& op,
                                    const resolve_options& options) {
  if (const std::error_code bad = check(host)) return loop_.fail(op, bad);
  host = without_brackets(host);
  const std::optional<address> literal = address::try_parse(host);
  std::shared_ptr<lookup> question;
  std::error_code refused;
  if (!literal) {
    refused = as_error([&] {
      question = make_question({&loop_, &op, &results}, {std::string(host), port, options.family});
      return std::error_code();
    });
  }
  if (!refused) {
    const std::lock_guard lock(lock_);
    refused = begin(op);
    if (!refused) {
      results.clear();
      lookup_ = question;
    }
  }
  if (refused) return loop_.fail(op, refused);
  if (question) {
    // From here on the answer may complete `op` on another thread, so nothing below uses it.
    question->ask();
    return submission::pending;
  }
  std::error_code error = check_family(*literal, options.family);
  if (!error) error = put({*literal, port}, results);
  return loop_.finish_at_once(op, {error, 0});
}

// Needs the lock. Makes `op` pending, or returns the reason why it cannot.
std::error_code system_resolver::begin(operation& op) {
  if (closing() || loop_.shutting_down()) {
    return std::make_error_code(std::errc::operation_canceled);
  }
  if (pending_ != nullptr) return error::operation_already_pending;
  pending_ = &op;
  attach(op);
  return {};
}

void system_resolver::cancel() noexcept {
  const std::lock_guard lock(lock_);
  if (lookup_) lookup_->abandon();
}

void system_resolver::begin_close(close_mode) noexcept {
  if (lookup_) lookup_->abandon();
}

void system_resolver::detach([[maybe_unused]] operation& op) noexcept {
  const std::lock_guard lock(lock_);
  assert(pending_ == &op);
  pending_ = nullptr;
  // Waits until the thread that brought the answer has left the loop.
  if (lookup_) std::exchange(lookup_, nullptr)->abandon();
}

}  // namespace naru::detail
