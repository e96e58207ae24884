// Close frames, both ways, and ends without one.
#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <ostream>  // doctest prints texts with it
#include <string>
#include <string_view>
#include <system_error>

#include "support.hpp"

using namespace web_tests;
using naru::web_error;

namespace {

constexpr unsigned close_frame = 0x88;

// The error after a close frame with that payload, which is answered with `answer`.
std::error_code after_close(const std::string& payload, const std::string& answer) {
  end_of_line server = make_open_server();
  server.feed(frame(0x82, "last") + frame(close_frame, payload) + frame(0x82, "after it"), 5);
  CHECK(server.plain == "last");
  CHECK(server.take_output() == frame(close_frame, answer, true));
  CHECK(!server.layer().end());
  CHECK(server.take_output().empty());
  return server.error;
}

std::error_code after_number(unsigned number) {
  return after_close(close_payload(number), close_payload(number));
}

}  // namespace

TEST_CASE("a close frame is answered with its number, and ends the stream") {
  CHECK(after_close("", "") == naru::error::end_of_stream);
  for (const unsigned number : {1000U, 1001U, 3000U, 4999U}) {
    CHECK(after_number(number) == naru::error::end_of_stream);
  }
  CHECK(after_close(close_payload(1000, "bye \xed\x95\x9c"), close_payload(1000)) ==
        naru::error::end_of_stream);
}

TEST_CASE("a close frame that tells of a failure is an error") {
  CHECK(after_number(1002) == web_error::protocol_error);
  CHECK(after_number(1003) == web_error::unsupported_data);
  CHECK(after_number(1007) == web_error::invalid_text);
  CHECK(after_number(1008) == web_error::policy_violation);
  CHECK(after_number(1009) == web_error::message_too_big);
  CHECK(after_number(1010) == web_error::extension_missing);
  CHECK(after_number(1011) == web_error::internal_error);
  for (const unsigned number : {1012U, 1013U, 1014U}) {
    CHECK(after_number(number) == web_error::other_close);
  }
}

TEST_CASE("close frames that nobody may send are protocol errors") {
  for (const unsigned number :
       {0U, 999U, 1004U, 1005U, 1006U, 1015U, 2000U, 2999U, 5000U, 65535U}) {
    CHECK(after_close(close_payload(number), close_payload(1002)) == web_error::protocol_error);
  }
  CHECK(after_close("\x03", close_payload(1002)) == web_error::protocol_error);
  CHECK(after_close(close_payload(1000, "\xff"), close_payload(1007)) == web_error::invalid_text);
}

TEST_CASE("an end is a close frame, and the peer's answer ends the stream") {
  end_of_line server = make_open_server();
  CHECK(!server.layer().end());
  CHECK(server.take_output() == frame(close_frame, close_payload(1000), true));
  server.feed(frame(0x82, "on its way") + frame(close_frame, close_payload(1000)));
  CHECK(server.plain == "on its way");
  CHECK(server.error == naru::error::end_of_stream);
  CHECK(server.take_output().empty());
  CHECK(!server.layer().feed_end());
}

TEST_CASE("an end without a close frame is told") {
  end_of_line server = make_open_server();
  CHECK(server.layer().feed_end() == web_error::abnormal_end);
  CHECK(server.layer().has_plain());
  server.read_all();
  CHECK(server.error == web_error::abnormal_end);
}

TEST_CASE("the words of each error differ") {
  std::string all;
  for (const web_error each :
       {web_error::bad_head, web_error::page_served, web_error::request_refused,
        web_error::no_web_socket, web_error::protocol_error, web_error::unsupported_data,
        web_error::abnormal_end, web_error::invalid_text, web_error::policy_violation,
        web_error::message_too_big, web_error::extension_missing, web_error::internal_error,
        web_error::other_close}) {
    const std::string words = make_error_condition(each).message();
    CHECK(all.find('|' + words + '|') == std::string::npos);
    all += '|' + words + '|';
  }
  CHECK(std::string_view(naru::web_category().name()) == "naru.web");
}
