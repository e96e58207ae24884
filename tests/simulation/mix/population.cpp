#include "population.hpp"

#include <algorithm>
#include <array>

namespace mix {
namespace {

naru::link draw_link(naru::simulation& world) {
  switch (world.random(6)) {
    case 0:
      return naru::link::wifi();
    case 1:
      return naru::link::mobile();
    case 2:
      return naru::link::poor();
    case 3:
      return naru::link::satellite();
    default:
      return naru::link::lan();
  }
}

/// The address of a service, and the one at which its players come in.
struct place {
  service_plan service;
  std::size_t entrance;  // the host
};

std::vector<place> draw_services(scene& in, std::size_t hosts, std::vector<machine_plan>& plans,
                                 const std::vector<naru::simulated_host*>& all) {
  std::vector<place> made;
  const std::size_t servers = std::min<std::size_t>(hosts - 1, between(in.world, 1, 2));
  const auto count = static_cast<unsigned>(between(in.world, 1, 3));
  for (unsigned number = 0; number != count; ++number) {
    const std::size_t on = in.world.random(servers);
    place drawn{draw_service(in, number), on};
    plans[on].services.push_back(drawn.service);
    if (drawn.service.has_relay) {
      drawn.entrance = in.world.random(hosts);
      plans[drawn.entrance].relays.push_back(
          {drawn.service.entrance, {all[on]->address(), drawn.service.port}});
    }
    made.push_back(drawn);
  }
  return made;
}

void draw_visitors(scene& in, const std::vector<place>& places, std::vector<machine_plan>& plans,
                   const std::vector<naru::simulated_host*>& all) {
  const std::uint64_t most = in.world.random(8) == 0 ? 100 : 25;
  for (std::uint64_t left = between(in.world, 5, most); left != 0; --left) {
    const place& to = places[in.world.random(places.size())];
    const std::size_t on = in.world.random(all.size());
    const naru::simulated_host& host = *all[to.entrance];
    const bool by_name = in.world.random(2) == 0;
    const std::string name = by_name ? std::string(host.name()) : host.address().to_string();
    plans[on].visitors.push_back({to.service, draw_client(in, to.service, name)});
  }
}

void draw_chores(scene& in, std::vector<machine_plan>& plans,
                 const std::vector<naru::simulated_host*>& all) {
  const std::size_t echo = in.world.random(all.size());
  plans[echo].echoes_datagrams = true;
  for (machine_plan& each : plans) {
    each.has_chores = in.world.random(3) == 0;
    each.datagram_echo = {all[echo]->address(), datagram_echo::port};
  }
}

}  // namespace

std::string name_of_host(std::size_t number) { return "host-" + std::to_string(number); }

std::vector<std::unique_ptr<machine>> draw_population(scene& in, std::size_t hosts) {
  std::vector<naru::simulated_host*> all;
  for (std::size_t i = 0; i != hosts; ++i) {
    const naru::link link = draw_link(in.world);
    all.push_back(&in.world.add_host(name_of_host(i), link));
  }
  std::vector<machine_plan> plans(hosts);
  const std::vector<place> places = draw_services(in, hosts, plans, all);
  draw_visitors(in, places, plans, all);
  draw_chores(in, plans, all);
  std::vector<std::unique_ptr<machine>> made;
  for (std::size_t i = 0; i != hosts; ++i) {
    made.push_back(std::make_unique<machine>(in, *all[i], std::move(plans[i]), all));
  }
  return made;
}

}  // namespace mix
