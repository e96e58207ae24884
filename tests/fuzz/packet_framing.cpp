// Any bytes as a stream of packets.
// Input: maximum (2 bytes), cut (2 bytes), stream.
#include <naru/session/packet_framing.hpp>

#include "check_sizes.hpp"
#include "check_stream.hpp"
#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t body_size_max = input.take_number();
  const std::size_t cut = input.take_number();
  const std::string_view stream = input.rest();
  check_sizes(check_stream<naru::packet_framing>(stream, cut, body_size_max), stream, body_size_max,
              {.width = 2, .header = 4, .counted = 4});

  const auto id = static_cast<std::uint16_t>(cut);
  const bool sent = check_message<naru::packet_framing>({id, naru::buffer(stream)});
  require(sent == (stream.size() <= naru::packet_framing::body_size_limit),
          "what can be sent is something else");
}
