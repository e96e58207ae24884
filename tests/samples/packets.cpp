// packet_reader and packet_writer: every field, and every place at which a body may be cut off.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "../../samples/common/packet_reader.hpp"
#include "../../samples/common/packet_writer.hpp"

namespace {

using samples::packet_reader;
using samples::packet_writer;

void write_all(packet_writer& writer) {
  writer.u8(0xFE);
  writer.u16(0xFEDC);
  writer.u32(0xFEDCBA98);
  writer.u64(0xFEDCBA9876543210);
  writer.text("text");
}

TEST_CASE("what was written is read") {
  packet_writer writer;
  write_all(writer);
  packet_reader reader(writer.bytes());
  CHECK(reader.u8() == 0xFE);
  CHECK(reader.u16() == 0xFEDC);
  CHECK(reader.u32() == 0xFEDCBA98);
  CHECK(reader.u64() == 0xFEDCBA9876543210);
  CHECK_FALSE(reader.finished());
  CHECK(reader.text() == "text");
  CHECK(reader.finished());
}

TEST_CASE("numbers are little-endian") {
  packet_writer writer;
  writer.u16(0x0102);
  writer.u32(0x03040506);
  const std::vector<std::byte> expected{std::byte{2}, std::byte{1}, std::byte{6},
                                        std::byte{5}, std::byte{4}, std::byte{3}};
  CHECK(std::vector(writer.bytes().begin(), writer.bytes().end()) == expected);
}

TEST_CASE("a body that is cut off anywhere fails, and stays failed") {
  packet_writer writer;
  write_all(writer);
  for (std::size_t size = 0; size < writer.bytes().size(); ++size) {
    // The bytes lie in memory of exactly that size, so that a sanitizer notices a read beyond it.
    const std::vector<std::byte> cut(writer.bytes().begin(),
                                     writer.bytes().begin() + static_cast<std::ptrdiff_t>(size));
    packet_reader reader(cut);
    static_cast<void>(reader.u8());
    static_cast<void>(reader.u16());
    static_cast<void>(reader.u32());
    static_cast<void>(reader.u64());
    CHECK(reader.text().empty());
    CHECK_FALSE(reader.good());
    CHECK_FALSE(reader.finished());
    CHECK(reader.u8() == 0);
    CHECK(reader.rest().empty());
  }
}

TEST_CASE("a text that claims more than there is is none") {
  packet_writer writer;
  writer.u16(5);
  writer.raw(naru::buffer(std::string_view("four")));
  packet_reader reader(writer.bytes());
  CHECK(reader.text().empty());
  CHECK_FALSE(reader.good());
}

TEST_CASE("what is behind the last field is seen") {
  packet_writer writer;
  writer.u8(1);
  writer.u8(2);
  packet_reader reader(writer.bytes());
  CHECK(reader.u8() == 1);
  CHECK(reader.good());
  CHECK_FALSE(reader.finished());
  CHECK(reader.rest().size() == 1);
  CHECK(reader.finished());
}

TEST_CASE("an empty body has no field, and is finished") {
  packet_reader reader({});
  CHECK(reader.finished());
  CHECK(reader.u16() == 0);
  CHECK_FALSE(reader.finished());
}

TEST_CASE("a text that its size cannot tell is not written") {
  packet_writer writer;
  writer.text(std::string(65'535, 'x'));
  CHECK_THROWS_AS(writer.text(std::string(65'536, 'x')), std::length_error);
}

TEST_CASE("a number is written again") {
  packet_writer writer;
  writer.u8(1);
  writer.u16(0);
  writer.u8(2);
  writer.patch_u16(1, 0x0304);
  packet_reader reader(writer.bytes());
  CHECK(reader.u8() == 1);
  CHECK(reader.u16() == 0x0304);
  CHECK(reader.u8() == 2);
}

}  // namespace
