// Any bytes as the head of an HTTP request. Input: the largest head (2 bytes), bytes.
#include "web/http/request_head.hpp"

#include "fuzz_input.hpp"
#include "fuzz_target.hpp"
#include "web/http/head_scanner.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

using namespace naru::detail;

namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

// A head that was taken has the form that the RFC asks for, so that no other server reads it in
// another way.
void check_taken(std::string_view head, const request_head& request) {
  require(head.starts_with(request.is_head ? "HEAD /" : "GET /"), "another method");
  require(is_within(request.target, head) && is_within(request.host, head), "beyond the head");
  require(request.path.size() + request.query.size() <= request.target.size(), "a longer path");
  require(request.path.starts_with('/') && request.path.find('?') == std::string_view::npos,
          "a path with a query");
  require(request.fields.count("Host") == 1, "not one host");
  require(request.fields.count("Transfer-Encoding") == 0, "a body");
  const auto length = request.fields.only("Content-Length");
  require(request.fields.count("Content-Length") == 0 || length == "0", "a body");
  require(head.find("\n ") == std::string_view::npos && head.find("\n\t") == std::string_view::npos,
          "a line that is folded");
}

void check_line_ends(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    require(head[i] != '\n' || (i != 0 && head[i - 1] == '\r'), "a line feed alone");
    require(head[i] != '\r' || (i + 1 < head.size() && head[i + 1] == '\n'), "a return alone");
  }
  require(head.ends_with("\r\n\r\n"), "no empty line");
  require(head.find("\r\n\r\n") == head.size() - 4, "more than one head");
}

}  // namespace

// Byte by byte the scanner comes to the same as with all bytes at once.
void check_input(naru::const_buffer bytes) {
  fuzz_input input(bytes);
  naru::http_limits limits;
  limits.head_size_max = input.take_number();
  const std::string all(input.rest());
  head_scanner whole;
  const scan_outcome outcome = whole.scan(all);
  head_scanner pieces;
  scan_outcome last = scan_outcome::incomplete;
  for (std::size_t size = 1; size <= all.size() && last == scan_outcome::incomplete; ++size) {
    last = pieces.scan(std::string_view(all).substr(0, size));
  }
  require(last == outcome, "decided in another way byte by byte");
  if (outcome != scan_outcome::complete) return;
  require(pieces.size() == whole.size() && whole.size() <= all.size(), "another size");

  const std::string head = all.substr(0, whole.size());
  check_line_ends(head);
  request_head request;
  if (read_request_head(head, limits, request) != 0) return;
  require(head.size() <= limits.head_size_max, "larger than the maximum");
  check_taken(head, request);
}
