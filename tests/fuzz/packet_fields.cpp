// Any bytes as the fields of a packet, in an order of fields that the input chooses. What a reader
// makes of them is compared with a simple way to read them, and is written again.
// Input: byte order and number of fields (1 byte), the kind of each field (1 byte), the packet.
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>

#include "check_sizes.hpp"
#include "fuzz_target.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace {

constexpr std::size_t text_size_max = 20;
constexpr std::size_t element_size = 3;

/// Reads as a packet_reader should: everything is a number or a row of bytes at a position.
class simple_reader {
 public:
  simple_reader(std::string_view bytes, std::endian order) : rest_(bytes), order_(order) {}

  std::uint64_t number(std::size_t width) {
    const auto bytes = row(width);
    return bytes ? number_of(*bytes, order_) : 0;
  }
  std::optional<std::string_view> row(std::uint64_t size) {
    if (!ok_ || size > rest_.size()) {
      fail();
      return std::nullopt;
    }
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view text(std::size_t width) {
    const std::uint64_t size = number(width);
    if (size > text_size_max) fail();
    return row(size).value_or(std::string_view());
  }
  std::uint64_t count(std::size_t width) {
    const std::uint64_t elements = number(width);
    if (elements > rest_.size() / element_size) fail();
    return ok_ ? elements : 0;
  }
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  std::endian order_;
  bool ok_ = true;
};

template <std::size_t Width>
void check_number(naru::packet_reader& reader, simple_reader& simple, naru::packet_writer& again) {
  const auto value = [&] {
    if constexpr (Width == 1 || Width == 2 || Width == 4 || Width == 8) {
      using number = std::conditional_t<
          Width == 1, std::uint8_t,
          std::conditional_t<Width == 2, std::uint16_t,
                             std::conditional_t<Width == 4, std::uint32_t, std::uint64_t>>>;
      const auto read = reader.read<number>();
      again.write(read);
      return std::uint64_t{read};
    } else {
      const auto read = reader.read<std::uint64_t, Width>();
      again.write<std::uint64_t, Width>(read);
      return read;
    }
  }();
  require(value == simple.number(Width), "a number is another");
}

template <naru::detail::packet_size Size>
void check_text(naru::packet_reader& reader, simple_reader& simple, naru::packet_writer& again) {
  const std::string_view text = reader.read_text<Size>(text_size_max);
  again.write_text<Size>(text);
  require(text == simple.text(sizeof(Size)), "a text is another");
}

template <naru::detail::packet_size Size>
void check_count(naru::packet_reader& reader, simple_reader& simple, naru::packet_writer& again) {
  const std::size_t count = reader.read_count<Size>(element_size);
  again.write_count<Size>(count);
  require(count == simple.count(sizeof(Size)), "a count is another");
}

void check_bool(naru::packet_reader& reader, simple_reader& simple, naru::packet_writer& again) {
  const bool value = reader.read<bool>();
  again.write(value);
  const std::uint64_t number = simple.number(1);
  if (number > 1) simple.fail();
  require(value == (number == 1), "a bool is another");
}

using check = void (*)(naru::packet_reader&, simple_reader&, naru::packet_writer&);

constexpr std::array checks{check(check_number<1>),
                            check(check_number<2>),
                            check(check_number<3>),
                            check(check_number<4>),
                            check(check_number<5>),
                            check(check_number<6>),
                            check(check_number<7>),
                            check(check_number<8>),
                            check(check_text<std::uint8_t>),
                            check(check_text<std::uint16_t>),
                            check(check_text<std::uint64_t>),
                            check(check_count<std::uint8_t>),
                            check(check_count<std::uint16_t>),
                            check(check_count<std::uint64_t>),
                            check(check_bool)};

}  // namespace

void check_input(naru::const_buffer input) {
  if (input.empty()) return;
  const auto first = std::to_integer<std::size_t>(input.front());
  const std::endian order = first % 2 == 0 ? std::endian::little : std::endian::big;
  const std::size_t fields = first / 2 < input.size() ? first / 2 : input.size() - 1;
  const naru::const_buffer kinds = input.subspan(1, fields);
  // The packet lies in memory of its own, so that a sanitizer notices a read beyond it.
  const naru::const_buffer rest = input.subspan(1 + fields);
  const std::vector<std::byte> packet(rest.begin(), rest.end());

  naru::packet_reader reader(packet, order);
  simple_reader simple(naru::const_buffer(packet), order);
  std::vector<std::byte> room(packet.size());
  naru::packet_writer again(room, order);
  std::size_t written = 0;
  for (const std::byte kind : kinds) {
    checks[std::to_integer<std::size_t>(kind) % checks.size()](reader, simple, again);
    require(reader.ok() == simple.ok(), "it is an error, or not, against the rule");
    require(reader.remaining() == simple.rest().size(), "it reads too much or too little");
    if (reader.ok()) written = again.size();
  }
  require(reader.complete() == (simple.ok() && simple.rest().empty()), "complete against the rule");
  if (reader.ok()) {
    require(written == packet.size() - reader.remaining(), "it is written with another size");
    const std::string_view bytes = again.bytes();
    require(bytes == std::string_view(naru::const_buffer(packet)).substr(0, written),
            "it is written as something else");
  }
}
