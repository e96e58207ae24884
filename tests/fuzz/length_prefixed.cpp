// Any bytes as a stream of length_prefixed, in each of its formats.
// Input: maximum (2 bytes), cut (2 bytes), stream.
#include <naru/session/length_prefixed.hpp>

#include "../unit/length_prefixes.hpp"
#include "check_sizes.hpp"
#include "check_stream.hpp"
#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

#include <cstddef>
#include <string_view>

void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t message_size_max = input.take_number();
  const std::size_t cut = input.take_number();
  const std::string_view stream = input.rest();

  for_each_length_prefix([&]<naru::length_prefix Format> {
    using framing = naru::length_prefixed<Format>;
    constexpr bool counts_itself = Format.counts_itself;
    check_sizes(check_stream<framing>(stream, cut, message_size_max), stream, message_size_max,
                {.width = Format.width,
                 .order = Format.order,
                 .header = Format.width,
                 .counted = counts_itself ? Format.width : 0,
                 .empty_allowed = Format.allows_empty});
    const bool sent = check_message<framing>(naru::buffer(stream));
    const bool refused = stream.empty() && !Format.allows_empty;
    require(sent == (stream.size() <= framing::message_size_limit && !refused),
            "what can be sent is something else");
  });
}
