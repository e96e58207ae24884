#include "mood.hpp"

namespace mix {

mood draw_mood(naru::simulation& world) {
  mood made;
  const auto often = static_cast<unsigned>(world.random(4));  // 0: never what is rare
  const auto rare = [&](unsigned parts) {
    return often == 0 ? 0 : static_cast<unsigned>(world.random(parts * often));
  };
  made.messages_max = static_cast<std::uint32_t>(between(world, 10, 120));
  made.replies = 100 + static_cast<unsigned>(world.random(600));
  made.replies_often = rare(20);
  made.shouts = rare(30);
  made.moves = rare(100);
  made.pauses = rare(40);
  made.posts = rare(100);
  made.waits = rare(80);
  made.closes = rare(12);
  made.aborts = rare(6);
  made.throws = rare(6);
  made.large = rare(40);
  made.usual_size = static_cast<std::uint32_t>(between(world, 16, 300));
  made.large_size = static_cast<std::uint32_t>(between(world, 1'000, 40'000));
  made.beat = milliseconds_between(world, 100, 2'000);
  made.pause_max = milliseconds_between(world, 10, 4'000);
  return made;
}

}  // namespace mix
