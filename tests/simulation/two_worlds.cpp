// Worlds in one process have nothing in common.
#include <array>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

/// A world with some traffic in it, which runs piece by piece.
class traffic {
 public:
  explicit traffic(std::uint64_t seed)
      : world_({.seed = seed}),
        server_(world_.add_host("server", naru::link::wifi()), 7'000),
        proactor_(world_.add_host("player", naru::link::mobile()).make_proactor()),
        scope_(*proactor_) {
    for (visit& each : seen_) {
      scope_.spawn(call(*proactor_, naru::endpoint::parse("10.64.0.1:7000"),
                        1'000 + world_.random(50'000), each));
    }
  }
  ~traffic() { naru::run(*proactor_, scope_.join()); }

  void run() { world_.run_for(50ms); }
  [[nodiscard]] std::uint64_t hash() const noexcept { return world_.hash(); }

 private:
  naru::simulation world_;
  echo server_;
  std::unique_ptr<naru::proactor> proactor_;
  naru::task_scope scope_;
  std::array<visit, 5> seen_;
};

}  // namespace

TEST_CASE("worlds_beside_each_other_do_not_disturb_each_other") {
  traffic alone(1);
  for (int i = 0; i < 100; ++i) alone.run();
  traffic first(1);
  traffic second(2);
  for (int i = 0; i < 100; ++i) {
    first.run();
    second.run();
  }
  CHECK(first.hash() == alone.hash());
  CHECK(second.hash() != alone.hash());
}

TEST_CASE("a_world_inside_of_a_completion_function_of_another_one_does_not_disturb_it") {
  traffic alone(1);
  traffic inner(1);
  naru::simulation outer({.seed = 9});
  const auto proactor = outer.add_host("server").make_proactor();
  int runs = 0;
  naru::ticker beat = naru::every(*proactor, 7ms, [&](const naru::tick&) {
    inner.run();
    ++runs;
  });
  outer.run_for(1s);
  for (int i = 0; i < runs; ++i) alone.run();
  CHECK(runs > 100);
  CHECK(inner.hash() == alone.hash());
}
