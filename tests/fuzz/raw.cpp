// Any bytes as a stream of raw.
// Input: maximum (2 bytes), cut (2 bytes), stream.
#include <naru/session/raw.hpp>

#include "../unit/received_frames.hpp"
#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

namespace {

// The division of the stream depends on how it arrives; no byte is lost.
void check_taken(const received_frames<naru::raw>& frames, std::string_view stream,
                 std::size_t message_size_max) {
  const bool refused = message_size_max == 0 && !stream.empty();
  require(frames.refused().has_value() == refused, "refused, or not, against the rule");
  if (refused) return;
  require(frames.taken() == stream.size() && frames.encoded_again() == stream,
          "other bytes than those that came");
}

}  // namespace

void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  const std::size_t message_size_max = input.take_number();
  const std::size_t number = input.take_number();
  const std::string_view stream = input.rest();
  const std::size_t cut = number % (stream.size() + 1);
  check_taken(received_whole<naru::raw>(stream, message_size_max), stream, message_size_max);
  check_taken(received_by_byte<naru::raw>(stream, message_size_max), stream, message_size_max);
  check_taken(received_in_two<naru::raw>(stream, cut, message_size_max), stream, message_size_max);
}
