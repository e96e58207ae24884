#include "failing_call.hpp"

#include <atomic>

namespace torture {
namespace {

constinit std::atomic<bool> counting{false};
constinit std::atomic<std::size_t> left{0};  // calls up to the one that fails, included
constinit std::atomic<const char*> failed{nullptr};

}  // namespace

failing_call::failing_call(std::size_t before) noexcept {
  failed = nullptr;
  left = before + 1;
  counting = true;
}

failing_call::~failing_call() { counting = false; }

bool failing_call::felt() const noexcept { return failed != nullptr; }

std::string_view failing_call::what() const noexcept {
  const char* const name = failed;
  return name != nullptr ? name : "none";
}

bool is_to_fail(const char* function) noexcept {
  if (!counting.load(std::memory_order_acquire)) return false;
  if (left.fetch_sub(1, std::memory_order_acq_rel) != 1) return false;
  counting = false;
  failed = function;
  return true;
}

}  // namespace torture
