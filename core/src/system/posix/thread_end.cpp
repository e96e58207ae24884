#include "values/thread_end.hpp"

#include <pthread.h>

namespace naru::detail {
namespace {

struct end_key {
  explicit end_key(void (*function)(void*)) noexcept
      : usable(pthread_key_create(&key, function) == 0) {}

  pthread_key_t key{};
  bool usable;
};

}  // namespace

bool at_thread_end(void (*function)(void*), void* argument) noexcept {
  static const end_key ending(function);
  return ending.usable && pthread_setspecific(ending.key, argument) == 0;
}

}  // namespace naru::detail
