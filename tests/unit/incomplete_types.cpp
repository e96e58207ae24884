// Templates that are members of a class before their argument is complete. The test is that this
// compiles.
#include <naru/naru.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <string>

namespace {

class player;

/// Declared before its players, like a world to which its players refer.
class world {
 public:
  void enter(player& entering);
  void leave(player& leaving);
  void handle(player& from, const naru::packet& received);
  [[nodiscard]] std::size_t players() const { return everyone_.size(); }

  naru::task<player> load(std::string name);
  naru::server<player>* server = nullptr;
  naru::client<player>* client = nullptr;

 private:
  naru::room<player> everyone_;
};

class cluster {
 public:
  cluster(naru::proactor& proactor, world& in);

  naru::server<player> server;
  naru::client<player> upstream;
  naru::channel<player> arrivals;
  std::unique_ptr<naru::task<player>> loading;
};

class player : public naru::session<naru::packet_framing> {
 public:
  explicit player(world& in) : world_(in) {}

 private:
  void on_connected() override { world_.enter(*this); }
  void on_message(naru::packet received) override { world_.handle(*this, received); }
  void on_closed(naru::close_reason) override { world_.leave(*this); }

  world& world_;
};

void world::enter(player& entering) { everyone_.join(entering); }
void world::leave(player& leaving) {
  if (!everyone_.contains(leaving)) return;
  everyone_.leave(leaving);
}
void world::handle(player& from, const naru::packet& received) {
  everyone_.broadcast(received);
  everyone_.broadcast({std::uint16_t{1}, naru::buffer("hello")});
  everyone_.broadcast(received, [&](const player& each) { return &each != &from; });
  everyone_.for_each([](player& each) { each.close(); });
}

/// A value that is complete only after the channel and the task that hold it.
struct parcel;

struct post_office {
  post_office();

  naru::channel<parcel> parcels;
  naru::task<parcel> take();
};

struct parcel {
  int number = 0;
};

post_office::post_office() : parcels(2) {}
naru::task<parcel> post_office::take() {
  auto [error, value] = co_await parcels.receive();
  co_return value.value_or(parcel{});
}

/// A session that holds a room of its own kind.
class guest : public naru::session<naru::delimited<>> {
 public:
  explicit guest(naru::server<guest>& home) : home_(home) {}

 private:
  void on_message(naru::const_buffer message) override {
    table_.broadcast(message);
    home_.broadcast("somebody spoke");
  }

  naru::server<guest>& home_;
  naru::room<guest> table_;
};

}  // namespace

TEST_SUITE_BEGIN("incomplete_types");

TEST_CASE("a_world_holds_the_room_of_players_that_come_after_it") {
  const world empty;
  CHECK(empty.players() == 0);
}

TEST_CASE("a_channel_holds_what_is_complete_after_it") {
  post_office office;
  CHECK(office.parcels.try_send(parcel{7}));
  CHECK(office.parcels.try_receive()->number == 7);
  static_cast<void>(office.take());
}

TEST_CASE("a_session_refers_to_its_own_server_and_rooms") {
  const auto proactor = naru::make_proactor();
  naru::server<guest>* home = nullptr;
  naru::server<guest> server(*proactor, {.address = naru::endpoint::parse("127.0.0.1:0")},
                             [&] { return std::make_shared<guest>(*home); });
  home = &server;
  CHECK(server.size() == 0);
}

TEST_SUITE_END();
