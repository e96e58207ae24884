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
  explicit scene(naru::simulation& in) : world(in), seen(in), how(draw_mood(in)) {}

  naru::simulation& world;
  checks seen;
  talk_book book;
  std::vector<std::shared_ptr<const hall>> halls;  // of all servers and clients that ever were
  mood how;
};

}  // namespace mix
