// The memory of TLS: naru itself allocates nothing for each transfer. What OpenSSL allocates is
// counted apart.
#include "ends.hpp"
#include "heap_counter.hpp"

#include <openssl/crypto.h>

#include <array>
#include <atomic>
#include <cstdlib>

using namespace contract;
using namespace tls_tests;

namespace {

std::atomic<std::size_t> calls_of_openssl{0};

/// Whatever `allocate` adds to the count of the heap is OpenSSL's.
template <class Allocate>
void* apart(Allocate allocate) {
  const std::size_t before = heap_calls();
  void* const block = allocate();
  calls_of_openssl += heap_calls() - before;
  return block;
}

void* allocate(std::size_t size, const char*, int) {
  return apart([&] { return std::malloc(size); });
}
void* reallocate(void* block, std::size_t size, const char*, int) {
  return apart([&] { return std::realloc(block, size); });
}
void release(void* block, const char*, int) { std::free(block); }

// OpenSSL takes its functions before its first allocation only, so this is done before main.
const bool is_apart = CRYPTO_set_mem_functions(&allocate, &reallocate, &release) == 1;

[[nodiscard]] std::size_t own_heap_calls() { return heap_calls() - calls_of_openssl; }

class quiet_session final : public naru::session<wire> {
 public:
  explicit quiet_session(std::atomic<std::size_t>& count) : count_(count) {}

 private:
  void on_connected() override { send(naru::buffer(std::string_view("begin"))); }
  void on_message(naru::const_buffer message) override {
    ++count_;
    send(message);
  }

  std::atomic<std::size_t>& count_;
};

}  // namespace

TEST_SUITE_BEGIN("tls_memory");

TEST_CASE("a_transfer_of_a_stream_allocates_nothing_of_naru") {
  REQUIRE(is_apart);
  std::vector<std::byte> sent(40'000);
  std::vector<std::byte> received(40'000);
  recorder sending;
  recorder receiving;
  const auto proactor = test_proactor();
  secure_pair pair(*proactor);
  REQUIRE(!shake_hands(*proactor, pair.client));
  const auto rounds = [&](int count, std::size_t size) {
    for (int i = 0; i < count; ++i) {
      const int before = receiving.completions();
      pair.client.send(naru::const_buffer(sent.data(), size), sending);
      pair.server.receive_exactly(naru::mutable_buffer(received.data(), size), receiving);
      while (receiving.completions() == before || sending.pending()) proactor->run_one();
    }
  };
  for (const std::size_t size : {1U, 64U, 16'384U, 40'000U}) {
    CAPTURE(size);
    rounds(50, size);
    const std::size_t before = own_heap_calls();
    rounds(200, size);
    if (has_memory_of_the_system()) CHECK(own_heap_calls() == before);
  }
}

TEST_CASE("a_message_of_a_session_allocates_nothing_of_naru") {
  REQUIRE(is_apart);
  std::atomic<std::size_t> at_server = 0;
  std::atomic<std::size_t> at_client = 0;
  const auto proactor = test_proactor();
  naru::server<quiet_session> server(
      *proactor, {.address = loopback(), .transport = loopback_server().transport()},
      [&] { return std::make_shared<quiet_session>(at_server); });
  server.start();
  naru::client<quiet_session> client(*proactor,
                                     to(server.local_endpoint(), trusting_client().transport()),
                                     [&] { return std::make_shared<quiet_session>(at_client); });
  client.start();
  REQUIRE(run_until(*proactor, [&] { return at_server > 300 && at_client > 300; }));
  const std::size_t before = own_heap_calls();
  const std::size_t messages = at_server;
  while (at_server < messages + 500) proactor->run_one();
  if (has_memory_of_the_system()) CHECK(own_heap_calls() == before);
}

TEST_SUITE_END();
