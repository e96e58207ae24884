// Counts OpenSSL's calls of the heap by themselves, in servers that have OpenSSL.
#include <dlfcn.h>

#include <cstddef>

#include "counting.hpp"

// See heap.cpp. What OpenSSL calls through these is not counted there.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_realloc(void* block, std::size_t size);
extern "C" void __libc_free(void* block);

namespace bench {
namespace {

extern "C" void* openssl_malloc(std::size_t size, const char* /*file*/, int /*line*/) {
  count(counter::openssl_heap);
  return __libc_malloc(size);
}

extern "C" void* openssl_realloc(void* block, std::size_t size, const char* /*file*/,
                                 int /*line*/) {
  count(counter::openssl_heap);
  return __libc_realloc(block, size);
}

extern "C" void openssl_free(void* block, const char* /*file*/, int /*line*/) {
  __libc_free(block);
}

// OpenSSL takes these only before its first call of the heap, so before the server begins.
__attribute__((constructor)) void stand_in() {
  using set_functions =
      int(decltype(&openssl_malloc), decltype(&openssl_realloc), decltype(&openssl_free));
  void* const found = dlsym(RTLD_DEFAULT, "CRYPTO_set_mem_functions");
  if (found == nullptr) return;
  reinterpret_cast<set_functions*>(found)(&openssl_malloc, &openssl_realloc, &openssl_free);
}

}  // namespace
}  // namespace bench
