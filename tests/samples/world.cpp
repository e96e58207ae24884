// The world's packets, and which players are near each other.
#include <naru/packet/packet_traits.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <optional>
#include <random>
#include <vector>

#include "../../samples/world/protocol.hpp"
#include "../../samples/world_server/grid.hpp"

namespace {

using namespace samples;
using namespace samples::world;

using room_for_an_update = std::array<std::byte, 64>;

std::optional<update_packet> read_update(naru::const_buffer body) {
  return naru::read_packet<update_packet>(naru::packet{101, body});
}

TEST_CASE("an update is read back") {
  room_for_an_update room;
  update_writer update(room, 7);
  update.add(1, {10, 20});
  update.add(2, {65'535, 0});
  CHECK(update.count() == 2);
  const naru::packet packet = update.finish();
  CHECK(packet.id == 101);
  CHECK(packet.body.size() == update_packet::header_size + 2 * update_packet::player_size);
  const auto read = read_update(packet.body);
  REQUIRE(read.has_value());
  std::vector<position> seen;
  std::vector<std::uint32_t> players;
  read->for_each([&](std::uint32_t player, position where) {
    players.push_back(player);
    seen.push_back(where);
  });
  CHECK(read->tick == 7);
  CHECK(players == std::vector<std::uint32_t>{1, 2});
  CHECK(seen == std::vector<position>{{10, 20}, {65'535, 0}});
}

TEST_CASE("an update that is cut off, or claims too many or too few, is none") {
  room_for_an_update room;
  update_writer update(room, 7);
  update.add(1, {10, 20});
  const naru::packet packet = update.finish();
  for (std::size_t size = 0; size < packet.body.size(); ++size) {
    const std::vector<std::byte> cut(packet.body.begin(),
                                     packet.body.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK_FALSE(read_update(cut).has_value());
  }
  for (const auto count : std::initializer_list<std::uint16_t>{0, 2, 65'535}) {
    naru::packet_writer claimed(room);
    claimed.write(std::uint32_t{7}, count, std::uint32_t{1}, std::uint32_t{0});
    CHECK_FALSE(read_update(claimed.bytes()).has_value());
  }
}

TEST_CASE("a direction is one of nine") {
  room_for_an_update room;
  const auto read_back = [&](direction where) {
    return naru::read_packet<steer_request>(
        naru::write_packet(room, steer_request{.where = where}).value());
  };
  CHECK(read_back(0)->where == 0);
  CHECK(read_back(8)->where == 8);
  CHECK_FALSE(read_back(9).has_value());
  CHECK_FALSE(naru::read_packet<steer_request>(naru::packet{2, {}}).has_value());
}

TEST_CASE("a welcome is read back") {
  room_for_an_update room;
  const welcome_packet sent{
      .player = 1, .tick = 2, .ticks_per_second = 30, .side = 65'536, .cell = 500, .seen_max = 255};
  naru::packet packet = naru::write_packet(room, sent).value();
  const auto read = naru::read_packet<welcome_packet>(packet);
  REQUIRE(read.has_value());
  CHECK(read->player == 1);
  CHECK(read->side == 65'536);
  CHECK(read->seen_max == 255);
  packet.body = packet.body.first(packet.body.size() - 1);
  CHECK_FALSE(naru::read_packet<welcome_packet>(packet).has_value());
}

// Worlds whose side is a multiple of the cells' or not, and that have one cell or two.
TEST_CASE("the grid finds whom a look at everybody finds") {
  std::minstd_rand random(1);
  for (const std::uint32_t side : {100U, 1'000U, 1'001U, 65'536U}) {
    for (const auto cell : std::initializer_list<std::uint16_t>{60, 100, 333, 1'000}) {
      std::uniform_int_distribution<std::uint32_t> anywhere(0, side - 1);
      std::vector<position> players(200);
      for (position& each : players) {
        each = {static_cast<std::uint16_t>(anywhere(random)),
                static_cast<std::uint16_t>(anywhere(random))};
      }
      players[0] = {0, 0};
      players[1] = {static_cast<std::uint16_t>(side - 1), static_cast<std::uint16_t>(side - 1)};
      grid cells(side, cell);
      cells.rebuild(players);
      std::size_t placed = 0;
      for (std::size_t c = 0; c < cells.cells(); ++c) {
        for (const std::uint32_t one : cells.in(c)) {
          ++placed;
          std::vector<std::uint32_t> found;
          for (const grid::indices& some : cells.around(c)) {
            found.insert(found.end(), some.begin(), some.end());
          }
          std::sort(found.begin(), found.end());
          std::vector<std::uint32_t> expected;
          for (std::uint32_t other = 0; other < players.size(); ++other) {
            const int columns = players[one].x / cell - players[other].x / cell;
            const int rows = players[one].y / cell - players[other].y / cell;
            if (std::abs(columns) <= 1 && std::abs(rows) <= 1) expected.push_back(other);
          }
          CHECK(found == expected);
        }
      }
      CHECK(placed == players.size());
    }
  }
}

TEST_CASE("a grid without players is empty") {
  grid cells(100, 10);
  cells.rebuild({});
  CHECK(cells.cells() == 100);
  for (std::size_t c = 0; c < cells.cells(); ++c) CHECK(cells.in(c).empty());
}

}  // namespace
