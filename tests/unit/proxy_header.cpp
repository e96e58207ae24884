// proxy_header: the client for which a proxy speaks, in version 2 of the PROXY protocol.
#include "session/proxy_header.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_literals;

using naru::endpoint;
using naru::frame_status;
using naru::detail::decode_proxy_header;
using naru::detail::proxy_header;

namespace {

constexpr std::size_t any_size = std::numeric_limits<std::size_t>::max();
constexpr std::size_t without_addresses = 16;

const std::string signature = "\r\n\r\n\0\r\nQUIT\n"s;
const std::string v4_addresses = "\x01\x02\x03\x04\x7f\0\0\x01\x12\x34\0\x50"s;
const std::string v6_addresses =
    "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01"s + std::string(15, '\0') + "\x01\xff\xfe\0\x50"s;

enum : std::uint8_t { local = 0x20, proxy = 0x21 };

std::string header(unsigned command, unsigned kind, const std::string& rest) {
  std::string bytes = signature;
  for (const std::size_t byte :
       {std::size_t{command}, std::size_t{kind}, rest.size() >> 8, rest.size() & 0xff}) {
    bytes += static_cast<char>(byte);
  }
  return bytes + rest;
}

// The bytes lie in memory of exactly that size, so that a sanitizer notices reads beyond it.
naru::frame<proxy_header> decode(std::string_view bytes, std::size_t size_max = any_size) {
  const naru::const_buffer all = naru::buffer(bytes);
  return decode_proxy_header(std::vector<std::byte>(all.begin(), all.end()), size_max);
}

bool is_refused(const naru::frame<proxy_header>& frame) {
  return frame.status == frame_status::refused &&
         frame.reason == naru::close_reason::proxy_header_bad;
}

bool is_incomplete(const naru::frame<proxy_header>& frame, std::size_t needed) {
  return frame.status == frame_status::incomplete && frame.bytes == needed;
}

void check_complete(const std::string& whole, const std::optional<endpoint>& source) {
  for (const std::string& bytes : {whole, whole + "more"}) {
    const auto frame = decode(bytes, whole.size());
    CHECK(frame.status == frame_status::complete);
    CHECK(frame.bytes == whole.size());
    CHECK(frame.message.source == source);
  }
  std::size_t wrong = 0;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::size_t needed = size < without_addresses ? without_addresses : whole.size();
    if (!is_incomplete(decode(whole.substr(0, size)), needed)) ++wrong;
  }
  CHECK(wrong == 0);
}

// Checks that the header is refused at its last byte and not before.
void check_refused(std::string bytes, std::size_t size_max = any_size) {
  CHECK(is_refused(decode(bytes, size_max)));
  CHECK(is_refused(decode(bytes + std::string(300, '\0'), size_max)));
  bytes.pop_back();
  CHECK(decode(bytes, size_max).status == frame_status::incomplete);
}

}  // namespace

TEST_SUITE_BEGIN("proxy_header");

TEST_CASE("the_source_of_a_proxied_connection_is_told") {
  check_complete(header(proxy, 0x11, v4_addresses), endpoint::parse("1.2.3.4:4660"));
  check_complete(header(proxy, 0x21, v6_addresses), endpoint::parse("[2001:db8::1]:65534"));
}

TEST_CASE("what_follows_the_addresses_is_skipped") {
  const std::string extra = "\x04\0\x03pad"s + std::string(300, 'x');
  check_complete(header(proxy, 0x11, v4_addresses + extra), endpoint::parse("1.2.3.4:4660"));
  check_complete(header(proxy, 0x21, v6_addresses + extra), endpoint::parse("[2001:db8::1]:65534"));
}

TEST_CASE("a_local_connection_has_no_source_whatever_the_header_says") {
  for (unsigned kind = 0; kind <= 0xff; ++kind) check_complete(header(local, kind, ""), {});
  check_complete(header(local, 0x11, v4_addresses), {});
  check_complete(header(local, 0, std::string(300, 'x')), {});
}

TEST_CASE("what_is_unspecified_has_no_source") {
  for (const unsigned kind : {0x00U, 0x01U, 0x10U, 0x20U, 0x30U}) {
    check_complete(header(proxy, kind, ""), {});
    check_complete(header(proxy, kind, v4_addresses), {});
  }
}

TEST_CASE("a_unix_domain_connection_has_no_source") {
  check_complete(header(proxy, 0x31, std::string(216, 'x')), {});
  check_complete(header(proxy, 0x31, std::string(230, 'x')), {});
}

TEST_CASE("a_wrong_byte_of_the_signature_is_refused_at_once") {
  for (std::size_t position = 0; position < signature.size(); ++position) {
    for (unsigned difference = 1; difference <= 0xff; ++difference) {
      std::string bytes = signature.substr(0, position + 1);
      bytes.back() = static_cast<char>(static_cast<unsigned char>(bytes.back()) ^ difference);
      check_refused(bytes);
    }
  }
}

TEST_CASE("every_other_version_and_command_is_refused_at_once") {
  for (unsigned byte = 0; byte <= 0xff; ++byte) {
    if (byte != local && byte != proxy) check_refused(signature + static_cast<char>(byte));
  }
}

TEST_CASE("every_other_family_and_protocol_is_refused_at_once") {
  for (unsigned kind = 0; kind <= 0xff; ++kind) {
    const bool known = kind >> 4 <= 3 && (kind & 0x0f) <= 1;
    if (!known) check_refused(signature + static_cast<char>(proxy) + static_cast<char>(kind));
  }
}

TEST_CASE("a_length_below_the_addresses_is_refused_at_once") {
  struct sized {
    unsigned kind;
    std::size_t size;
  };
  for (const auto& [kind, size] : {sized{0x11, 12}, sized{0x21, 36}, sized{0x31, 216}}) {
    for (std::size_t length = 0; length < size; ++length) {
      check_refused(header(proxy, kind, std::string(length, 'x')).substr(0, without_addresses));
    }
    const auto enough = header(proxy, kind, std::string(size, 'x'));
    CHECK(decode(enough).status == frame_status::complete);
  }
}

TEST_CASE("a_length_beyond_the_maximum_is_refused_at_once") {
  const std::string bytes = header(proxy, 0x11, v4_addresses);
  CHECK(decode(bytes, bytes.size()).status == frame_status::complete);
  check_refused(bytes.substr(0, without_addresses), bytes.size() - 1);
  check_refused(bytes.substr(0, without_addresses), 0);

  const std::string largest = header(local, 0, std::string(0xffff, 'x'));
  CHECK(decode(largest).bytes == without_addresses + 0xffff);
  CHECK(is_incomplete(decode(largest.substr(0, without_addresses)), largest.size()));
  check_refused(largest.substr(0, without_addresses), largest.size() - 1);
}

TEST_SUITE_END();
