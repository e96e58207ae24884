// mood: how the programs of one run behave. It is drawn from the seed, so that some runs are calm
// and others are wild.
#pragma once

#include <naru/proactor.hpp>
#include <naru/simulation.hpp>

#include <cstdint>

namespace mix {

struct mood {
  // How often a session does each thing after a message, in parts of 1,000.
  unsigned replies = 0;
  unsigned replies_often = 0;  // with several messages
  unsigned shouts = 0;         // to a room
  unsigned moves = 0;          // from one room to another
  unsigned pauses = 0;
  unsigned posts = 0;
  unsigned waits = 0;  // runs a function later
  unsigned closes = 0;
  unsigned aborts = 0;
  unsigned throws = 0;

  std::uint32_t messages_max = 0;  // of one session. Answers to answers could go on for ever
  unsigned large = 0;              // of 1,000 messages
  std::uint32_t usual_size = 100;
  std::uint32_t large_size = 4'000;
  naru::proactor::duration beat{};       // the time between two messages of a client
  naru::proactor::duration pause_max{};  // how long a session takes nothing
};

[[nodiscard]] mood draw_mood(naru::simulation& world);

/// True for `parts` of 1,000 calls.
[[nodiscard]] inline bool happens(naru::simulation& world, unsigned parts) noexcept {
  return parts != 0 && world.random(1'000) < parts;
}
[[nodiscard]] inline std::uint64_t between(naru::simulation& world, std::uint64_t least,
                                           std::uint64_t most) noexcept {
  return least + world.random(most - least + 1);
}
[[nodiscard]] inline std::chrono::milliseconds milliseconds_between(naru::simulation& world,
                                                                    std::uint64_t least,
                                                                    std::uint64_t most) noexcept {
  return std::chrono::milliseconds(static_cast<std::int64_t>(between(world, least, most)));
}

}  // namespace mix
