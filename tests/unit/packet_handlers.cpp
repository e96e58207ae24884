// packet_handlers and packet_traits: which handler a packet reaches, and which packets reach none.
#include <naru/packet/packet_handlers.hpp>
#include <naru/packet/packet_traits.hpp>
#include <naru/session/packet_framing.hpp>
#include <naru/session/shared_message.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ostream>  // doctest prints texts with it
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using naru::dispatch_outcome;
using naru::packet_handlers;

namespace {

struct login_packet {
  static constexpr std::uint16_t id = 7;
  std::uint32_t version = 0;
  std::string_view name;

  void read(naru::packet_reader& from) {
    from.read(version);
    name = from.read_text(8);
  }
  void write(naru::packet_writer& to) const {
    to.write(version);
    to.write_text(name);
  }
};

enum class request_id : std::uint16_t { ping = 8, say = 9 };

struct ping_packet {
  static constexpr auto id = request_id::ping;
  void read(naru::packet_reader&) {}
};

struct said_packet {
  static constexpr auto id = request_id::say;
  std::vector<std::uint8_t> numbers;

  void read(naru::packet_reader& from) {
    for (std::size_t left = from.read_count(1); left != 0; --left) {
      numbers.push_back(from.read<std::uint8_t>());
    }
  }
};

template <std::uint32_t Id>
struct numbered_packet {
  static constexpr std::uint32_t id = Id;
  void read(naru::packet_reader&) {}
};

// As a type that another library generates: it has neither an id nor the functions.
struct foreign_packet {
  std::string text;
};

struct handled_packets {
  void on_login(const login_packet& one) { log += "login " + std::string(one.name) + "; "; }
  void on_ping(const ping_packet&) { log += "ping; "; }

  std::string log;
};

const packet_handlers<handled_packets&>& handlers_of_three() {
  static const auto all = packet_handlers<handled_packets&>()
                              .on<ping_packet>(&handled_packets::on_ping)
                              .on<login_packet>(&handled_packets::on_login)
                              .on<said_packet>([](handled_packets& all_of_them, said_packet one) {
                                all_of_them.log += std::to_string(one.numbers.size()) + " said; ";
                              });
  return all;
}

std::vector<std::byte> written_login(std::uint32_t version, std::string_view name) {
  std::vector<std::byte> room(64);
  naru::packet_writer writer(room);
  login_packet{.version = version, .name = name}.write(writer);
  room.resize(writer.size());
  return room;
}

}  // namespace

template <>
struct naru::packet_traits<foreign_packet> {
  static constexpr int id = 100'000;
  static void read(packet_reader& from, foreign_packet& one) {
    one.text = std::string_view(from.read_rest());
    if (one.text == "bad") from.fail();
  }
};

TEST_SUITE_BEGIN("packet_handlers");

TEST_CASE("each_packet_reaches_its_handler") {
  handled_packets all;
  const auto& handlers = handlers_of_three();
  const std::vector<std::byte> login = written_login(1, "jin");
  CHECK(handlers.dispatch(all, naru::packet{7, login}) == dispatch_outcome::handled);
  CHECK(handlers.dispatch(all, naru::packet{8, {}}) == dispatch_outcome::handled);
  const std::array<std::uint8_t, 4> said{2, 0, 5, 6};
  CHECK(handlers.dispatch(all, naru::packet{9, naru::buffer(said)}) == dispatch_outcome::handled);
  CHECK(all.log == "login jin; ping; 2 said; ");
}

TEST_CASE("a_packet_of_another_id_reaches_no_handler") {
  handled_packets all;
  for (const std::uint16_t id : std::array<std::uint16_t, 4>{0, 6, 10, 0xffff}) {
    CHECK(handlers_of_three().dispatch(all, naru::packet{id, {}}) == dispatch_outcome::unknown_id);
  }
  CHECK(packet_handlers<handled_packets&>().dispatch(all, naru::packet{7, {}}) ==
        dispatch_outcome::unknown_id);
  CHECK(all.log.empty());
}

TEST_CASE("a_packet_that_is_malformed_reaches_no_handler") {
  handled_packets all;
  const auto outcome = [&](std::uint16_t id, naru::const_buffer body) {
    return handlers_of_three().dispatch(all, naru::packet{id, body});
  };
  std::vector<std::byte> login = written_login(1, "jin");
  for (std::size_t size = 0; size < login.size(); ++size) {
    const std::vector<std::byte> cut(login.begin(),
                                     login.begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(outcome(7, cut) == dispatch_outcome::malformed);
  }
  login.push_back(std::byte{});
  CHECK(outcome(7, login) == dispatch_outcome::malformed);
  CHECK(outcome(7, written_login(1, "123456789")) == dispatch_outcome::malformed);
  CHECK(outcome(8, naru::buffer("x")) == dispatch_outcome::malformed);
  CHECK(all.log.empty());
}

TEST_CASE("ids_with_gaps_in_between_are_found") {
  int sum = 0;
  packet_handlers<int&> handlers;
  const auto add = [&]<std::uint32_t Id>(numbered_packet<Id>) {
    handlers.on<numbered_packet<Id>>(
        [](int& total, numbered_packet<Id>) { total += static_cast<int>(Id); });
  };
  add(numbered_packet<100>());
  add(numbered_packet<3>());
  add(numbered_packet<4>());
  add(numbered_packet<0xffffffff>());
  add(numbered_packet<0>());
  for (const std::uint32_t id : std::array<std::uint32_t, 4>{0, 3, 4, 100}) {
    naru::packet_reader body({});
    sum = 0;
    CHECK(handlers.dispatch(sum, id, body) == dispatch_outcome::handled);
    CHECK(sum == static_cast<int>(id));
  }
  for (const std::uint32_t id : std::array<std::uint32_t, 5>{1, 2, 5, 99, 0xfffffffe}) {
    naru::packet_reader body({});
    CHECK(handlers.dispatch(sum, id, body) == dispatch_outcome::unknown_id);
  }
  naru::packet_reader last({});
  CHECK(handlers.dispatch(sum, 0xffffffff, last) == dispatch_outcome::handled);
}

TEST_CASE("the_id_may_be_the_first_field") {
  handled_packets all;
  const auto outcome = [&](std::vector<std::uint8_t> message) {
    naru::packet_reader reader(naru::buffer(message), std::endian::big);
    const auto id = reader.read<std::uint16_t>();
    return handlers_of_three().dispatch(all, id, reader);
  };
  CHECK(outcome({0, 7, 0, 0, 0, 1, 0, 2, 'h', 'i'}) == dispatch_outcome::handled);
  CHECK(outcome({7, 0}) == dispatch_outcome::unknown_id);
  CHECK(outcome({0, 7}) == dispatch_outcome::malformed);
  CHECK(outcome({0}) == dispatch_outcome::malformed);
  CHECK(outcome({}) == dispatch_outcome::malformed);
  CHECK(all.log == "login hi; ");
}

TEST_CASE("a_type_without_these_members_has_traits") {
  std::string came;
  packet_handlers<std::string&, std::unique_ptr<int>> handlers;
  handlers.on<foreign_packet>([](std::string& to, std::unique_ptr<int> owned, foreign_packet one) {
    to = one.text + std::to_string(*owned);
  });
  naru::packet_reader good(naru::buffer("good"));
  CHECK(handlers.dispatch(came, std::make_unique<int>(5), 100'000, good) ==
        dispatch_outcome::handled);
  CHECK(came == "good5");
  naru::packet_reader bad(naru::buffer("bad"));
  CHECK(handlers.dispatch(came, std::make_unique<int>(6), 100'000, bad) ==
        dispatch_outcome::malformed);
  CHECK(came == "good5");
}

TEST_CASE("an_expected_packet_is_read_without_a_table") {
  const std::vector<std::byte> login = written_login(3, "jin");
  const auto read = naru::read_packet<login_packet>(naru::packet{7, login});
  REQUIRE(read.has_value());
  CHECK(read->version == 3);
  CHECK(read->name == "jin");
  CHECK_FALSE(naru::read_packet<login_packet>(naru::packet{8, login}).has_value());
  CHECK_FALSE(naru::read_packet<login_packet>(naru::packet{7, {}}).has_value());
}

TEST_CASE("a_packet_that_writes_itself_is_encoded_like_its_body") {
  const std::vector<std::byte> body = written_login(3, "jin");
  const naru::shared_message<naru::packet_framing> expected(naru::packet{7, body});
  const naru::shared_message<naru::packet_framing> typed(login_packet{.version = 3, .name = "jin"});
  REQUIRE(typed.fits());
  CHECK(std::string_view(typed.bytes()) == std::string_view(expected.bytes()));
}

TEST_CASE("a_packet_that_is_too_large_for_a_frame_is_not_encoded") {
  constexpr std::size_t largest = naru::packet_framing::body_size_limit - 6;
  const auto size = [](std::size_t text_size) {
    const std::string text(text_size, 'x');
    return naru::packet_framing::encoded_size(login_packet{.version = 1, .name = text});
  };
  CHECK(size(largest) == 0xffff);
  CHECK_FALSE(size(largest + 1).has_value());
  CHECK_FALSE(size(70'000).has_value());
}

TEST_CASE("what_is_no_packet_type_is_told_apart") {
  static_assert(naru::readable_packet<login_packet> && naru::writable_packet<login_packet>);
  static_assert(naru::readable_packet<ping_packet> && !naru::writable_packet<ping_packet>);
  static_assert(naru::readable_packet<foreign_packet> && !naru::writable_packet<foreign_packet>);
  static_assert(!naru::readable_packet<handled_packets> && !naru::readable_packet<int>);
  static_assert(!naru::writable_packet<naru::packet> && !naru::readable_packet<std::string>);
}

TEST_SUITE_END();
