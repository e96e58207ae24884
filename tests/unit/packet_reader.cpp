// packet_reader and packet_writer: every kind of field, every place at which a packet may be cut
// off, and both byte orders.
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <ostream>  // doctest prints texts with it
#include <random>
#include <string>
#include <string_view>
#include <vector>

using naru::packet_reader;
using naru::packet_writer;

namespace {

constexpr std::array orders{std::endian::little, std::endian::big};

enum class packet_color : std::uint16_t { red = 0x0102, blue = 0xfffe };

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int each : values) bytes.push_back(static_cast<std::byte>(each));
  return bytes;
}

std::vector<std::byte> copied(naru::const_buffer bytes) { return {bytes.begin(), bytes.end()}; }

void write_fields(packet_writer& writer) {
  writer.write<std::uint8_t>(0xfe);
  writer.write<std::uint16_t>(0xfedc);
  writer.write<std::uint32_t, 3>(0xfedcba);
  writer.write<std::uint32_t>(0xfedcba98);
  writer.write<std::int64_t, 7>(-2);
  writer.write(std::uint64_t{0xfedcba9876543210});
  writer.write(packet_color::blue, true, 1.5F, -0.25);
  writer.write_text("text");
  writer.write_bytes<std::uint8_t>(naru::buffer("bytes"));
  writer.write_raw(naru::buffer("raw"));
}

struct packet_fields {
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u24 = 0;
  std::uint32_t u32 = 0;
  std::int64_t i56 = 0;
  std::uint64_t u64 = 0;
  packet_color color = packet_color::red;
  bool yes = false;
  float single = 0;
  double twice = 0;
  std::string_view text;
  std::string_view bytes;
  std::string_view raw;
};

packet_fields read_fields(packet_reader& reader) {
  packet_fields read;
  reader.read(read.u8, read.u16);
  read.u24 = reader.read<std::uint32_t, 3>();
  reader.read(read.u32);
  read.i56 = reader.read<std::int64_t, 7>();
  reader.read(read.u64, read.color, read.yes, read.single, read.twice);
  read.text = reader.read_text(4);
  read.bytes = reader.read_bytes<std::uint8_t>(5);
  read.raw = reader.read_raw(3);
  return read;
}

}  // namespace

TEST_SUITE_BEGIN("packet_reader");

TEST_CASE("what_was_written_is_read_in_both_orders") {
  for (const std::endian order : orders) {
    std::array<std::byte, 100> storage;
    packet_writer writer(storage, order);
    write_fields(writer);
    REQUIRE(writer.ok());
    packet_reader reader(writer.bytes(), order);
    const packet_fields read = read_fields(reader);
    CHECK(reader.complete());
    CHECK(read.u8 == 0xfe);
    CHECK(read.u16 == 0xfedc);
    CHECK(read.u24 == 0xfedcba);
    CHECK(read.u32 == 0xfedcba98);
    CHECK(read.i56 == -2);
    CHECK(read.u64 == 0xfedcba9876543210);
    CHECK(read.color == packet_color::blue);
    CHECK(read.yes);
    CHECK(read.single == 1.5F);
    CHECK(read.twice == -0.25);
    CHECK(read.text == "text");
    CHECK(read.bytes == "bytes");
    CHECK(read.raw == "raw");
  }
}

TEST_CASE("numbers_are_little_endian_unless_told_otherwise") {
  std::array<std::byte, 9> storage;
  const auto written = [&](auto... order) {
    packet_writer writer(storage, order...);
    writer.write(std::uint16_t{0x0102}, packet_color::red, std::uint8_t{9});
    writer.write<std::uint32_t, 3>(0x030405);
    return copied(writer.bytes());
  };
  CHECK(written() == bytes_of({2, 1, 2, 1, 9, 5, 4, 3}));
  CHECK(written(std::endian::big) == bytes_of({1, 2, 1, 2, 9, 3, 4, 5}));
}

TEST_CASE("numbers_of_every_width_keep_their_value_and_their_sign") {
  const auto round_trip = []<class T, std::size_t Width>(T value, std::endian order) {
    std::array<std::byte, 8> storage;
    packet_writer writer(storage, order);
    writer.write<T, Width>(value);
    CHECK(writer.bytes().size() == Width);
    packet_reader reader(writer.bytes(), order);
    return reader.read<T, Width>();
  };
  for (const std::endian order : orders) {
    CHECK(round_trip.operator()<std::int16_t, 1>(-128, order) == -128);
    CHECK(round_trip.operator()<std::int32_t, 3>(-0x800000, order) == -0x800000);
    CHECK(round_trip.operator()<std::int32_t, 3>(0x7fffff, order) == 0x7fffff);
    CHECK(round_trip.operator()<std::uint64_t, 5>(0xffffffffff, order) == 0xffffffffff);
    CHECK(round_trip.operator()<std::int64_t, 6>(-0x800000000000, order) == -0x800000000000);
    CHECK(round_trip.operator()<std::int64_t, 7>(1, order) == 1);
  }
}

TEST_CASE("a_number_that_its_bytes_cannot_hold_is_not_written") {
  std::array<std::byte, 8> storage;
  const auto fits = [&]<class T, std::size_t Width>(T value) {
    packet_writer writer(storage);
    writer.write<T, Width>(value);
    CHECK(writer.size() == (writer.ok() ? Width : 0));
    return writer.ok();
  };
  CHECK_FALSE(fits.operator()<std::uint32_t, 3>(0x1000000));
  CHECK_FALSE(fits.operator()<std::int32_t, 3>(0x800000));
  CHECK_FALSE(fits.operator()<std::int32_t, 3>(-0x800001));
  CHECK_FALSE(fits.operator()<std::uint64_t, 2>(std::numeric_limits<std::uint64_t>::max()));
  CHECK(fits.operator()<std::int16_t, 1>(-1));
}

TEST_CASE("a_number_without_a_value_is_read_as_it_came") {
  const std::vector<std::byte> reader_bytes = bytes_of({0, 0, 0xc0, 0x7f, 0x34, 0x12});
  packet_reader reader(reader_bytes);
  CHECK(std::isnan(reader.read<float>()));
  CHECK(static_cast<int>(reader.read<packet_color>()) == 0x1234);
  CHECK(reader.complete());
}

TEST_CASE("a_packet_that_is_cut_off_anywhere_fails_and_stays_failed") {
  std::array<std::byte, 100> storage;
  packet_writer writer(storage);
  write_fields(writer);
  const std::vector<std::byte> whole = copied(writer.bytes());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // The bytes lie in memory of exactly that size, so that a sanitizer notices a read beyond it.
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(size));
    packet_reader reader(cut);
    const packet_fields read = read_fields(reader);
    CHECK(read.raw.empty());
    CHECK_FALSE(reader.ok());
    CHECK_FALSE(reader.complete());
    CHECK(reader.remaining() == 0);
    CHECK(reader.read<std::uint8_t>() == 0);
    CHECK_FALSE(reader.read<bool>());
    CHECK(reader.read<double>() == 0);
    CHECK(reader.read_text().empty());
    CHECK(reader.read_count(1) == 0);
    CHECK(reader.read_rest().empty());
    CHECK_FALSE(reader.ok());
  }
}

TEST_CASE("what_lies_behind_an_error_is_not_read") {
  const std::vector<std::byte> bytes = bytes_of({1, 2, 3});
  packet_reader reader(bytes);
  CHECK(reader.read<std::uint32_t>() == 0);
  CHECK(reader.read<std::uint8_t>() == 0);
  reader.skip(0);
  CHECK_FALSE(reader.ok());
}

TEST_CASE("an_empty_packet_has_no_field_and_is_complete") {
  packet_reader reader({});
  CHECK(reader.complete());
  CHECK(reader.read_rest().empty());
  CHECK(reader.read_raw(0).empty());
  CHECK(reader.complete());
  CHECK(reader.read<std::uint16_t>() == 0);
  CHECK_FALSE(reader.ok());
}

TEST_CASE("what_is_behind_the_last_field_is_seen") {
  const std::vector<std::byte> bytes = bytes_of({1, 2, 3});
  packet_reader reader(bytes);
  CHECK(reader.read<std::uint8_t>() == 1);
  CHECK(reader.ok());
  CHECK_FALSE(reader.complete());
  CHECK(reader.remaining() == 2);
  reader.skip(1);
  CHECK(reader.read_rest().size() == 1);
  CHECK(reader.complete());
}

TEST_CASE("a_text_that_claims_more_than_there_is_is_an_error") {
  const std::vector<std::byte> of_two_bytes_bytes = bytes_of({5, 0, 'f', 'o', 'u', 'r'});
  packet_reader of_two_bytes(of_two_bytes_bytes);
  CHECK(of_two_bytes.read_text().empty());
  CHECK_FALSE(of_two_bytes.ok());
  const std::vector<std::byte> of_eight_bytes_bytes =
      bytes_of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 'f', 'o', 'u', 'r'});
  packet_reader of_eight_bytes(of_eight_bytes_bytes);
  CHECK(of_eight_bytes.read_bytes<std::uint64_t>().empty());
  CHECK_FALSE(of_eight_bytes.ok());
}

TEST_CASE("a_text_above_its_limit_is_an_error") {
  const std::vector<std::byte> bytes = bytes_of({4, 't', 'e', 'x', 't', 0});
  packet_reader at_the_limit(bytes);
  CHECK(at_the_limit.read_text<std::uint8_t>(4) == "text");
  CHECK(at_the_limit.read_text<std::uint8_t>(0).empty());
  CHECK(at_the_limit.complete());
  packet_reader above(bytes);
  CHECK(above.read_text<std::uint8_t>(3).empty());
  CHECK_FALSE(above.ok());
}

TEST_CASE("a_size_is_in_the_byte_order_of_the_packet") {
  const std::vector<std::byte> bytes = bytes_of({0, 2, 'h', 'i'});
  packet_reader reader(bytes, std::endian::big);
  CHECK(reader.read_text() == "hi");
  CHECK(reader.complete());
}

TEST_CASE("a_bool_is_0_or_1") {
  const std::vector<std::byte> bytes = bytes_of({0, 1, 2, 1});
  packet_reader reader(bytes);
  CHECK_FALSE(reader.read<bool>());
  CHECK(reader.read<bool>());
  CHECK(reader.ok());
  CHECK_FALSE(reader.read<bool>());
  CHECK_FALSE(reader.ok());
}

TEST_CASE("a_count_needs_the_bytes_of_its_elements") {
  const std::vector<std::byte> bytes = bytes_of({2, 0, 1, 2, 3, 4});
  for (const std::size_t element_size : std::array<std::size_t, 2>{1, 2}) {
    packet_reader reader(bytes);
    CHECK(reader.read_count(element_size) == 2);
    CHECK(reader.ok());
  }
  packet_reader of_nothing(bytes);
  CHECK(of_nothing.read_count(0) == 0);
  CHECK_FALSE(of_nothing.ok());
  packet_reader too_large(bytes);
  CHECK(too_large.read_count(3) == 0);
  CHECK_FALSE(too_large.ok());
  const std::vector<std::byte> hostile_bytes =
      bytes_of({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0});
  packet_reader hostile(hostile_bytes);
  CHECK(hostile.read_count<std::uint64_t>(1) == 0);
  CHECK_FALSE(hostile.ok());
}

TEST_CASE("the_program_can_refuse_a_value") {
  const std::vector<std::byte> bytes = bytes_of({9, 1});
  packet_reader reader(bytes);
  if (reader.read<std::uint8_t>() > 8) reader.fail();
  CHECK_FALSE(reader.ok());
  CHECK(reader.read<std::uint8_t>() == 0);
  CHECK_FALSE(reader.complete());
}

// Under a sanitizer this fails if anything is read out of bounds.
TEST_CASE("random_bytes_are_read_by_random_calls_within_their_bounds") {
  std::minstd_rand random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::vector<std::byte> bytes(random() % 24);
    for (std::byte& each : bytes) each = static_cast<std::byte>(random() % 6 == 0 ? random() : 1);
    packet_reader reader(bytes, orders[random() % 2]);
    std::size_t taken = 0;
    unsigned checksum = 0;
    const auto take = [&](naru::const_buffer field) {
      for (const std::byte each : field) checksum += std::to_integer<unsigned>(each);
      taken += field.size();
    };
    for (int calls = 0; calls < 12; ++calls) {
      const bool was_ok = reader.ok();
      const std::size_t before = reader.remaining();
      switch (random() % 7) {
        case 0:
          checksum += reader.read<std::uint8_t>();
          break;
        case 1:
          checksum += reader.read<std::uint32_t, 3>();
          break;
        case 2:
          checksum += reader.read<bool>() ? 1U : 0U;
          break;
        case 3:
          take(naru::buffer(reader.read_text<std::uint8_t>(random() % 16)));
          break;
        case 4:
          take(reader.read_bytes<std::uint32_t>());
          break;
        case 5:
          take(reader.read_raw(random() % 8));
          break;
        default:
          checksum += static_cast<unsigned>(reader.read_count<std::uint8_t>(1 + random() % 3));
          break;
      }
      CHECK((was_ok || !reader.ok()));
      CHECK(reader.remaining() <= before);
    }
    CHECK(taken <= bytes.size());
  }
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("packet_writer");

TEST_CASE("a_field_without_room_is_an_error_and_nothing_is_written_after_it") {
  std::array<std::byte, 100> storage;
  packet_writer enough(storage);
  write_fields(enough);
  for (std::size_t size = 0; size < enough.size(); ++size) {
    std::vector<std::byte> room(size);  // so that a sanitizer notices a write beyond it
    packet_writer writer(room);
    write_fields(writer);
    CHECK_FALSE(writer.ok());
    CHECK(writer.bytes().empty());
    CHECK(writer.size() <= size);
    const std::size_t before = writer.size();
    writer.write<std::uint8_t>(1);
    CHECK(writer.size() == before);
    CHECK_FALSE(writer.ok());
  }
  std::vector<std::byte> exact(enough.size());
  packet_writer writer(exact);
  write_fields(writer);
  CHECK(writer.ok());
  CHECK(writer.bytes().size() == exact.size());
}

TEST_CASE("a_writer_that_counts_finds_the_same_size_and_the_same_errors") {
  std::array<std::byte, 100> storage;
  packet_writer enough(storage);
  write_fields(enough);
  packet_writer counter = packet_writer::counting(storage.size());
  write_fields(counter);
  CHECK(counter.ok());
  CHECK(counter.size() == enough.size());
  CHECK(counter.bytes().empty());
  packet_writer too_small = packet_writer::counting(enough.size() - 1);
  write_fields(too_small);
  CHECK_FALSE(too_small.ok());
}

TEST_CASE("a_text_whose_size_does_not_fit_is_an_error") {
  std::vector<std::byte> room(70'000);
  packet_writer fits(room);
  fits.write_text<std::uint8_t>(std::string(255, 'x'));
  fits.write_text(std::string(65'535, 'x'));
  CHECK(fits.ok());
  packet_writer too_long(room);
  too_long.write_text<std::uint8_t>(std::string(256, 'x'));
  CHECK_FALSE(too_long.ok());
  CHECK(too_long.size() == 0);
  packet_writer too_many(room);
  too_many.write_count(65'536);
  CHECK_FALSE(too_many.ok());
}

TEST_CASE("a_field_is_written_anew") {
  for (const std::endian order : orders) {
    std::array<std::byte, 4> storage;
    packet_writer writer(storage, order);
    writer.write<std::uint8_t>(1);
    writer.write<std::uint16_t>(0);
    writer.write<std::uint8_t>(2);
    writer.overwrite<std::uint16_t>(1, 0x0304);
    packet_reader reader(writer.bytes(), order);
    CHECK(reader.read<std::uint8_t>() == 1);
    CHECK(reader.read<std::uint16_t>() == 0x0304);
    CHECK(reader.read<std::uint8_t>() == 2);
  }
}

TEST_CASE("only_a_field_that_was_written_is_written_anew") {
  std::array<std::byte, 8> storage;
  for (const std::size_t position : std::array<std::size_t, 3>{3, 4, 1'000}) {
    packet_writer writer(storage);
    writer.write<std::uint32_t>(0);
    writer.overwrite<std::uint16_t>(position, 1);
    CHECK_FALSE(writer.ok());
  }
  packet_writer counter = packet_writer::counting(8);
  counter.write<std::uint32_t>(0);
  counter.overwrite<std::uint16_t>(2, 1);
  CHECK(counter.ok());
  CHECK(counter.size() == 4);
}

TEST_CASE("a_writer_without_room_takes_fields_of_no_bytes") {
  packet_writer writer{naru::mutable_buffer()};
  writer.write_raw({});
  CHECK(writer.ok());
  CHECK(writer.bytes().empty());
  writer.write_text("");
  CHECK_FALSE(writer.ok());
}

TEST_CASE("memory_of_the_packet_can_be_written_by_the_program") {
  std::array<std::byte, 4> storage;
  packet_writer writer(storage);
  writer.write<std::uint8_t>(1);
  const naru::mutable_buffer room = writer.claim(2);
  REQUIRE(room.size() == 2);
  room[0] = std::byte{2};
  room[1] = std::byte{3};
  writer.write<std::uint8_t>(4);
  CHECK(copied(writer.bytes()) == bytes_of({1, 2, 3, 4}));
  CHECK(writer.claim(0).empty());
  CHECK(writer.ok());
  CHECK(writer.claim(1).empty());
  CHECK_FALSE(writer.ok());
  packet_writer counter = packet_writer::counting(2);
  CHECK(counter.claim(2).empty());
  CHECK(counter.ok());
  CHECK(counter.size() == 2);
}

TEST_CASE("the_program_can_refuse_what_it_writes") {
  std::array<std::byte, 8> storage;
  packet_writer writer(storage);
  writer.write<std::uint8_t>(1);
  writer.fail();
  writer.write<std::uint8_t>(2);
  CHECK_FALSE(writer.ok());
  CHECK(writer.bytes().empty());
  CHECK(writer.size() == 1);
}

TEST_SUITE_END();
