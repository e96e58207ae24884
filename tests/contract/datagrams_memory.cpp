// How often datagrams use the heap (rule 5).
#include "datagram_support.hpp"
#include "heap_counter.hpp"

#include <array>

using namespace contract;

namespace {

constexpr std::size_t batch_size = 8;

/// A batch from one socket to the other, and one datagram too, over and over.
class traffic {
 public:
  traffic(naru::proactor& proactor, bool coalesced)
      : proactor_(proactor),
        from_(proactor, loopback()),
        to_(proactor, loopback(), {.receive_coalesced = coalesced}) {
    for (std::size_t i = 0; i < batch_size; ++i) {
      incoming_[i].buffer = naru::buffer(in_[i]);
      outgoing_[i] = {naru::buffer(out_), to_.local_endpoint()};
    }
  }
  ~traffic() {
    to_.cancel();
    CHECK(run_until(proactor_, [this] { return !receiving(); }));
  }
  traffic(const traffic&) = delete;
  traffic& operator=(const traffic&) = delete;

  [[nodiscard]] bool round() {
    to_.receive_from(naru::buffer(in_single_), source_, single_);
    to_.receive_batch(incoming_, many_);
    from_.send_to(naru::buffer(out_), to_.local_endpoint(), sent_);
    from_.send_batch(outgoing_, sent_many_);
    const auto done = [this] { return !receiving() && !sent_.pending() && !sent_many_.pending(); };
    if (!run_until(proactor_, done)) return false;
    std::size_t have = 1 + many_.bytes();
    while (have < 1 + batch_size) {
      to_.receive_batch(incoming_, many_);
      if (!run_until(proactor_, done)) return false;
      have += many_.bytes();
    }
    return !single_.error() && !many_.error();
  }

 private:
  [[nodiscard]] bool receiving() const { return single_.pending() || many_.pending(); }

  naru::proactor& proactor_;
  std::array<std::byte, 16> out_{};
  std::array<std::byte, 16> in_single_{};
  std::array<std::array<std::byte, 16>, batch_size> in_{};
  std::array<naru::datagram, batch_size> incoming_;
  std::array<naru::outgoing_datagram, batch_size> outgoing_;
  naru::endpoint source_;
  recorder single_;
  recorder many_;
  recorder sent_;
  recorder sent_many_;
  naru::udp_socket from_;
  naru::udp_socket to_;
};

}  // namespace

TEST_SUITE_BEGIN("memory");

TEST_CASE("datagrams_allocate_nothing") {
  const std::size_t rounds = scaled(2'000);
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    const auto proactor = test_proactor();
    traffic datagrams(*proactor, coalesced);
    for (int i = 0; i < 100; ++i) REQUIRE(datagrams.round());
    const std::size_t before = heap_calls();
    bool good = true;
    for (std::size_t i = 0; i < rounds && good; ++i) good = datagrams.round();
    const std::size_t calls = heap_calls() - before;
    CHECK(good);
    CHECK(calls == 0);
  }
}

TEST_SUITE_END();
