#include "values/thread_end.hpp"

#include <windows.h>

namespace naru::detail {
namespace {

void (*at_end)(void*) = nullptr;

void WINAPI call_at_end(void* argument) {
  if (argument != nullptr) at_end(argument);
}

DWORD make_index(void (*function)(void*)) noexcept {
  at_end = function;
  return FlsAlloc(&call_at_end);
}

}  // namespace

bool at_thread_end(void (*function)(void*), void* argument) noexcept {
  static const DWORD index = make_index(function);
  return index != FLS_OUT_OF_INDEXES && FlsSetValue(index, argument) != FALSE;
}

}  // namespace naru::detail
