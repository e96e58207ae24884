// population: the hosts of a run, and what runs on each, drawn from the seed.
#pragma once

#include <naru/simulation.hpp>

#include <memory>
#include <string>
#include <vector>

#include "machine.hpp"
#include "scene.hpp"

namespace mix {

inline constexpr std::size_t hosts_max = 6;

/// "host-0" and so on. The first ones have servers.
[[nodiscard]] std::string name_of_host(std::size_t number);
/// Adds `hosts` hosts to the world of the scene, with their programs, which have not started.
[[nodiscard]] std::vector<std::unique_ptr<machine>> draw_population(scene& in, std::size_t hosts);

}  // namespace mix
