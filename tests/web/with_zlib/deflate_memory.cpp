// The memory that compressed messages cost a connection, and what becomes of it when there is none.
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "../support.hpp"
#include "heap_counter.hpp"
#include "web/web_socket/web_socket_factory.hpp"

using namespace web_tests;
using namespace std::string_view_literals;
using naru::web_socket_messages;

namespace {

constexpr unsigned whole_text = 0xc1, first_text = 0x41, last_piece = 0x80;
constexpr std::string_view hello_message = "\xf2\x48\xcd\xc9\xc9\x07\x00"sv;
constexpr std::string_view hell_block = "\x00\x04\x00\xfb\xffHell"sv;
constexpr std::size_t connections_at_once = 50;

// Connections of one transport, which have agreed on compression.
class deflating_servers {
 public:
  end_of_line make(std::string_view parameters = {}) {
    std::error_code error;
    end_of_line server(layers_->make_server({}, error));
    server.feed(upgrade_request("Sec-WebSocket-Extensions: permessage-deflate" +
                                std::string(parameters) + "\r\n"));
    REQUIRE(server.layer().is_established());
    static_cast<void>(server.take_output());
    return server;
  }

  // What one connection holds after `use`, of many at the same time. A few objects that serve all
  // of them do not count.
  std::size_t bytes_of_one_after(const std::function<void(end_of_line&)>& use) {
    std::vector<end_of_line> servers;
    servers.reserve(connections_at_once);
    for (std::size_t i = 0; i < connections_at_once; ++i) servers.push_back(make());
    use(servers.front());
    const std::size_t before = contract::heap_bytes();
    for (std::size_t i = 1; i < connections_at_once; ++i) use(servers[i]);
    return (contract::heap_bytes() - before) / (connections_at_once - 1);
  }

 private:
  std::shared_ptr<naru::detail::layer_factory> layers_ =
      naru::detail::make_web_socket_factory(naru::web_socket_server_options{
          .messages = web_socket_messages::lines, .deflate = naru::web_socket_deflate{}});
};

std::size_t write_to(end_of_line& to, std::string_view text) {
  return to.layer().write(std::as_bytes(std::span(text.data(), text.size()))).bytes;
}

}  // namespace

TEST_CASE("a peer that takes nothing holds no memory of the compression") {
  const std::string line = std::string(1'000, 'a') + '\n';
  CHECK(deflating_servers().bytes_of_one_after([&](end_of_line& server) {
    REQUIRE(write_to(server, line) == line.size());
    REQUIRE(!server.layer().output().empty());
  }) < 4'096);
}

TEST_CASE("a message that has been received leaves no memory of the compression") {
  CHECK(deflating_servers().bytes_of_one_after([&](end_of_line& server) {
    server.feed(frame(whole_text, hello_message));
    REQUIRE(server.plain == "Hello\n");
  }) < 4'096);
}

TEST_CASE("a message that is on its way holds a window, until the connection fails") {
  const auto begin = [&](end_of_line& server) {
    server.feed(frame(first_text, hell_block));
    REQUIRE(server.plain == "Hell");
  };
  CHECK(deflating_servers().bytes_of_one_after(begin) < 48 * 1'024);
  CHECK(deflating_servers().bytes_of_one_after([&](end_of_line& server) {
    begin(server);
    server.feed(frame(last_piece, "\xff\xff"sv));
    REQUIRE(server.error);
  }) < 4'096);
}

TEST_CASE("the window of one client is not that of another") {
  deflating_servers transport;
  end_of_line wide = transport.make();
  end_of_line narrow = transport.make("; server_max_window_bits=9");
  std::string block = some_bytes(1'000, 3);
  for (char& each : block) each = static_cast<char>('a' + (each & 15));
  const std::string sent = block + block + '\n';
  for (int i = 0; i < 3; ++i) {
    REQUIRE(write_to(wide, sent) == sent.size());
    const std::size_t size = wide.take_output().size();
    REQUIRE(write_to(narrow, sent) == sent.size());
    CHECK(narrow.take_output().size() > size + 300);
  }
}

TEST_CASE("a message does not refer to what another connection has received") {
  deflating_servers transport;
  end_of_line first = transport.make();
  first.feed(frame(whole_text, hello_message));
  REQUIRE(first.plain == "Hello\n");
  end_of_line second = transport.make();
  second.feed(frame(whole_text, "\xf2\x00\x11\x00"sv));  // 'H', and the four letters five before
  CHECK(second.error == naru::web_error::invalid_text);
  CHECK(second.plain == "H");
}

TEST_CASE("a steady exchange of compressed messages allocates nothing") {
  deflating_servers transport;
  end_of_line server = transport.make();
  const std::string sent = frame(whole_text, hello_message);
  const std::string line = std::string(1'000, 'a') + '\n';
  const auto exchange = [&] {
    server.plain.clear();
    server.feed(sent);
    REQUIRE(write_to(server, line) == line.size());
    server.layer().drop_output(server.layer().output().size());
  };
  exchange();
  const std::size_t before = contract::heap_calls();
  for (int i = 0; i < 100; ++i) exchange();
  CHECK(contract::heap_calls() == before);
}

TEST_CASE("missing memory for inflating or compressing fails the connection, and only it") {
  const std::string line = std::string(1'000, 'a') + '\n';
  bool felt = true;
  for (std::size_t before = 0; felt; ++before) {
    CAPTURE(before);
    deflating_servers transport;
    end_of_line server = transport.make();
    server.plain.reserve(100);
    const std::string sent = frame(whole_text, hello_message);
    std::error_code error;
    {
      const contract::heap_shortage shortage(before);
      server.feed(sent);
      error = server.error;
      if (!error) error = server.layer().write(std::as_bytes(std::span(line))).error;
      felt = shortage.felt();
    }
    if (before == 0) CHECK(felt);
    CHECK(error == (felt ? std::make_error_code(std::errc::not_enough_memory) : std::error_code()));
    end_of_line other = transport.make();
    other.feed(sent);
    CHECK(other.plain == "Hello\n");
    CHECK(write_to(other, line) == line.size());
    CHECK(other.take_output().size() < 100);
  }
}
