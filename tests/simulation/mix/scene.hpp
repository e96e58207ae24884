// scene: what all programs of one run share.
#pragma once

#include <naru/simulation.hpp>

#include <memory>
#include <vector>

#include "checks.hpp"
#include "mood.hpp"
#include "talk.hpp"

namespace mix {

struct hall;

struct scene {
  scene(naru::simulation& in, bool failing_calls)
      : world(in), seen(in), how(draw_mood(in)), calls_may_fail(failing_calls) {}

  naru::simulation& world;
  checks seen;
  talk_book book;
  std::vector<std::shared_ptr<const hall>> halls;  // of all servers and clients that ever were
  mood how;
  const bool calls_may_fail;  // calls of the system fail for a while
};

}  // namespace mix
