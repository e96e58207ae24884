// Datagrams for many hosts at once: broadcasts, and multicast to those that have joined a group.
#include <array>
#include <string>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t port_for_many = 4'000;

/// A program that waits for one datagram.
class hearer {
 public:
  hearer(naru::simulated_host& on, const naru::address& local)
      : proactor_(on.make_proactor()), socket_(*proactor_, {local, port_for_many}) {
    socket_.receive(naru::buffer(room_), came_);
  }

  void join(const char* group) { CHECK_FALSE(socket_.join(naru::address::parse(group))); }
  [[nodiscard]] bool has_heard() const noexcept { return heard_; }

 private:
  void on_came(naru::io_result result) { heard_ = !result.error; }

  std::array<std::byte, 16> room_{};
  bool heard_ = false;
  naru::member_callback came_ = naru::bind<&hearer::on_came>(this);
  std::unique_ptr<naru::proactor> proactor_;
  naru::udp_socket socket_;
};

/// A program that sends to many, and three hosts.
struct scene {
  naru::simulation world{{.seed = 1}};
  naru::simulated_host& source = world.add_host("source", "10.0.0.1");
  naru::simulated_host& member = world.add_host("member", "10.0.0.2");
  naru::simulated_host& other = world.add_host("other", "10.0.0.3");
  std::unique_ptr<naru::proactor> proactor = source.make_proactor();
  naru::udp_socket socket{*proactor, {naru::address::any_v4(), 0}};

  void send(const char* to) {
    const std::array<std::byte, 4> bytes{};
    naru::callback sent([](naru::io_result result) { CHECK_FALSE(result.error); });
    socket.send_to(naru::buffer(bytes), {naru::address::parse(to), port_for_many}, sent);
    world.run();
  }
};

}  // namespace

TEST_CASE("multicast_goes_only_to_hosts_that_have_joined") {
  const auto events_with = [](int bystanders) {
    scene all;
    for (int i = 0; i < bystanders; ++i) all.world.add_host("bystander-" + std::to_string(i));
    hearer member(all.member, naru::address::any_v4());
    const hearer other(all.other, naru::address::any_v4());
    member.join("239.1.1.1");
    all.send("239.1.1.1");
    CHECK(member.has_heard());
    CHECK_FALSE(other.has_heard());
    return all.world.events();
  };
  CHECK(events_with(10) == events_with(0));
}

TEST_CASE("a_broadcast_of_another_host_does_not_reach_a_socket_on_the_loopback") {
  scene all;
  const hearer inside(all.member, naru::address::loopback_v4());
  const hearer outside(all.other, naru::address::any_v4());
  CHECK_FALSE(all.socket.set_broadcast(true));
  all.send("255.255.255.255");
  CHECK(outside.has_heard());
  CHECK_FALSE(inside.has_heard());
}
