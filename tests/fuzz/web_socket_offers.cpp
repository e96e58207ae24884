// Any bytes as what a client offers to compress, and as what a server answers: the value of
// Sec-WebSocket-Extensions. Input: bytes.
#include "web/web_socket/deflate/negotiation.hpp"

#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

using namespace naru::detail;

namespace {

constexpr std::size_t fields_max = 20;

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

// The lines of a header, of which `fields` keeps parts.
struct header {
  explicit header(std::string_view value)
      : lines("Sec-WebSocket-Extensions: " + std::string(value) + "\r\n\r\n"),
        is_good(fields.read(lines, fields_max) == 0) {}

  const std::string lines;
  header_fields fields;
  const bool is_good;
};

bool is_same(const std::optional<deflate_agreement>& one,
             const std::optional<deflate_agreement>& other) {
  if (one.has_value() != other.has_value()) return false;
  return !one || (one->server_window_bits == other->server_window_bits &&
                  one->is_limited == other->is_limited);
}

// A client that has offered as naru does takes the answer.
void check_agreement(const deflate_agreement& agreement) {
  require(agreement.server_window_bits >= 9 && agreement.server_window_bits <= window_bits_max,
          "a window that zlib does not have");
  require(agreement.is_limited || agreement.server_window_bits == window_bits_max,
          "a limit that nobody asked for");
  require(is_deflate_answer(header(deflate_answer(agreement)).fields), "an answer that is none");
}

}  // namespace

// Other offers before and behind those of the client do not change what is chosen of them.
void check_input(naru::const_buffer bytes) {
  const std::string offers(fuzz_input(bytes).rest());
  const header all(offers);
  if (!all.is_good) return;
  static_cast<void>(is_deflate_answer(all.fields));
  const auto chosen = choose_deflate_offer(all.fields);
  if (chosen) check_agreement(*chosen);
  require(is_same(chosen, choose_deflate_offer(header("x; y=\"z,\", " + offers).fields)),
          "another choice behind an extension that is not known");
  if (offers.find_first_of("\"\r") != std::string::npos) return;
  const auto with_more = choose_deflate_offer(header(offers + ", permessage-deflate").fields);
  require(with_more.has_value(), "an offer that has to be taken is not");
  require(!chosen || is_same(chosen, with_more), "an offer behind others is preferred");
}
