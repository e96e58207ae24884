// Any bytes as a stream of lines, with delimiters of several kinds. The result is compared with
// the simple way to decode them.
// Input: maximum (2 bytes), cut (2 bytes), stream.
#include <naru/session/delimited.hpp>

#include "check_stream.hpp"
#include "fuzz_input.hpp"
#include "fuzz_target.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace {

// True if a delimiter may still come that begins within the first `most` + 1 bytes.
bool may_end(std::string_view line, std::size_t most, std::string_view delimiter) {
  for (std::size_t begin = 0; begin <= most && begin <= line.size(); ++begin) {
    if (delimiter.starts_with(line.substr(begin))) return true;
  }
  return false;
}

template <class Framing>
void check_lines(const received_frames<Framing>& frames, std::string_view stream,
                 std::size_t message_size_max, std::string_view delimiter) {
  std::vector<std::string> expected;
  bool refused = false;
  while (!refused) {
    const std::size_t end = stream.find(delimiter);
    if (end == std::string_view::npos) {
      refused = !may_end(stream, message_size_max, delimiter);
      break;
    }
    refused = end > message_size_max;
    if (refused) break;
    expected.emplace_back(stream.substr(0, end));
    stream.remove_prefix(end + delimiter.size());
  }
  require(frames.messages() == expected, "these are not the lines");
  require(frames.refused().has_value() == refused, "refused, or not, against the rule");
}

template <naru::framing Framing>
void check(fuzz_input input, std::string_view delimiter) {
  const std::size_t message_size_max = input.take_number();
  const std::size_t cut = input.take_number();
  const std::string_view stream = input.rest();
  check_lines(check_stream<Framing>(stream, cut, message_size_max), stream, message_size_max,
              delimiter);

  const bool sent = check_message<Framing>(naru::buffer(stream));
  const std::size_t first = std::string(stream).append(delimiter).find(delimiter);
  require(sent == (first == stream.size()), "what can be sent is something else");
}

}  // namespace

void check_input(naru::const_buffer bytes) {
  const fuzz_input input(bytes);
  check<naru::delimited<>>(input, "\n");
  check<naru::delimited<"\r\n">>(input, "\r\n");
  check<naru::delimited<"aa">>(input, "aa");
  check<naru::delimited<"abaab">>(input, "abaab");
  check<naru::delimited<"\0\xff">>(input, std::string_view("\0\xff", 2));
}
