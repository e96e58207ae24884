// How often a worker runs its ready queue before it asks the system again.
#include "loop/rounds.hpp"

#include <doctest/doctest.h>

using naru::detail::rounds_for;
using naru::detail::rounds_per_batch;

TEST_CASE("all_rounds_if_everything_is_fresh_or_everything_is_left_over") {
  CHECK(rounds_for(0, 0) == rounds_per_batch);
  CHECK(rounds_for(5, 0) == rounds_per_batch);
  CHECK(rounds_for(0, 5) == rounds_per_batch);
}

TEST_CASE("the_more_is_left_over_the_sooner_the_system_is_asked_again") {
  CHECK(rounds_for(10, 10) == rounds_per_batch / 2);
  CHECK(rounds_for(10, 30) == rounds_per_batch / 4);
  CHECK(rounds_for(1, 10'000) == 1);
}
