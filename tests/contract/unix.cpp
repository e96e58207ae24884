// Unix domain sockets: the part that is theirs alone. The other suites test that their streams are
// streams.
#include "native_socket.hpp"
#include "socket_path.hpp"
#include "support.hpp"

#include <array>
#include <stdexcept>
#include <string>

using namespace contract;

namespace {

naru::io_result connect(naru::proactor& proactor, naru::unix_stream& stream,
                        const naru::unix_endpoint& peer) {
  return finish(proactor, [&](naru::operation& op) { return stream.connect(peer, op); });
}
naru::io_result accept(naru::proactor& proactor, naru::unix_listener& listener,
                       naru::unix_stream& stream) {
  return finish(proactor, [&](naru::operation& op) { return listener.accept(stream, op); });
}
naru::io_result receive(naru::proactor& proactor, naru::stream& stream,
                        naru::mutable_buffer buffer) {
  return finish(proactor, [&](naru::operation& op) { return stream.receive(buffer, op); });
}
naru::io_result send(naru::proactor& proactor, naru::stream& stream, naru::const_buffer buffer) {
  return finish(proactor, [&](naru::operation& op) { return stream.send(buffer, op); });
}

/// Two ends of one connection.
struct unix_pair {
  explicit unix_pair(naru::proactor& proactor) : client(proactor), server(proactor) {
    naru::unix_listener listener(proactor, path.endpoint());
    CHECK_FALSE(connect(proactor, client, path.endpoint()).error);
    CHECK_FALSE(accept(proactor, listener, server).error);
  }

  socket_path path;
  naru::unix_stream client;
  naru::unix_stream server;
};

}  // namespace

TEST_SUITE_BEGIN("unix");

TEST_CASE("a_system_without_unix_sockets_says_so") {
  const socket_path path;
  const auto proactor = test_proactor();
  if (has_unix_sockets(*proactor)) return;
  naru::unix_stream stream(*proactor);
  const auto refused = connect(*proactor, stream, path.endpoint());
  CHECK(refused.error == std::errc::address_family_not_supported);
  CHECK_FALSE(refused.error.message().empty());
  CHECK_THROWS_AS(naru::unix_listener(*proactor, path.endpoint()), std::system_error);
  CHECK_FALSE(path.exists());
}

TEST_CASE("ping_pong") {
  std::array<std::byte, 32> storage{};
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  unix_pair pair(*proactor);
  for (std::size_t i = 0; i < scaled(500); ++i) {
    const bytes message = pattern(storage.size(), i);
    REQUIRE(send(*proactor, pair.client, message).bytes == message.size());
    REQUIRE(receive(*proactor, pair.server, naru::buffer(storage)).bytes == storage.size());
    REQUIRE_FALSE(send(*proactor, pair.server, naru::buffer(storage)).error);
    REQUIRE(receive(*proactor, pair.client, naru::buffer(storage)).bytes == storage.size());
    CHECK(is_pattern(storage, i));
  }
}

TEST_CASE("a_large_transfer_arrives_intact") {
  const bytes out = pattern(8 * 1024 * 1024);
  bytes in(out.size());
  recorder sent;
  recorder received;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  unix_pair pair(*proactor);
  pair.server.receive_exactly(in, received);
  pair.client.send(out, sent);
  REQUIRE(run_until_completed(*proactor, {&sent, &received}));
  CHECK_FALSE(received.error());
  CHECK(in == out);
}

TEST_CASE("refused") {
  const socket_path missing;
  const socket_path left_behind;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::unix_stream stream(*proactor);
  CHECK(one_of(connect(*proactor, stream, missing.endpoint()).error,
               {std::errc::no_such_file_or_directory, std::errc::connection_refused}));
  {
    naru::unix_listener listener(*proactor, left_behind.endpoint(), {.remove_file = false});
  }
  CHECK(left_behind.exists());
  CHECK(connect(*proactor, stream, left_behind.endpoint()).error == std::errc::connection_refused);
  // The stream is like a new one.
  const socket_path path;
  naru::unix_listener listener(*proactor, path.endpoint());
  CHECK_FALSE(connect(*proactor, stream, path.endpoint()).error);
}

TEST_CASE("an_empty_path_is_refused") {
  const auto proactor = test_proactor();
  naru::unix_stream stream(*proactor);
  naru::unix_listener listener(*proactor);
  CHECK(connect(*proactor, stream, {}).error == std::errc::invalid_argument);
  CHECK(listener.listen({}) == std::errc::invalid_argument);
  CHECK(accept(*proactor, listener, stream).error == std::errc::bad_file_descriptor);
}

TEST_CASE("path_too_long") {
  const std::string longest(naru::unix_endpoint::path_max, 'x');
  CHECK(naru::unix_endpoint::parse(longest).path() == longest);
  CHECK_THROWS_AS(static_cast<void>(naru::unix_endpoint::parse(longest + 'x')),
                  std::invalid_argument);
  CHECK_FALSE(naru::unix_endpoint::try_parse(longest + 'x'));
  CHECK_FALSE(naru::unix_endpoint::try_parse(""));
  CHECK_FALSE(naru::unix_endpoint::try_parse(std::string_view("a\0b", 3)));
  CHECK(naru::unix_endpoint::parse("a") == naru::unix_endpoint::parse("a"));
  CHECK(naru::unix_endpoint::parse("a") != naru::unix_endpoint::parse("b"));
}

TEST_CASE("address_in_use") {
  const socket_path path;
  const socket_path file;
  file.make_file();
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::unix_listener first(*proactor, path.endpoint());
  naru::unix_listener second(*proactor);
  CHECK(second.listen(path.endpoint()) == std::errc::address_in_use);
  CHECK(path.exists());  // the first listener's
  CHECK(second.listen(file.endpoint()) == std::errc::address_in_use);
  CHECK(file.exists());
}

TEST_CASE("the_file_goes_with_its_listener") {
  const socket_path path;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  for (int i = 0; i < 2; ++i) {
    naru::unix_listener listener(*proactor, path.endpoint());
    CHECK(path.exists());
    CHECK(listener.local_endpoint() == path.endpoint());
    listener.close();
    CHECK_FALSE(path.exists());
    std::error_code error;
    CHECK(listener.local_endpoint(error) == naru::unix_endpoint());
    CHECK(error == std::errc::bad_file_descriptor);
  }
  {
    const naru::unix_listener listener(*proactor, path.endpoint());
  }
  CHECK_FALSE(path.exists());
}

TEST_CASE("close_while_accepting") {
  recorder accepted;
  recorder closed;
  const socket_path path;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::unix_stream server(*proactor);
  naru::unix_listener listener(*proactor, path.endpoint());
  listener.accept(server, accepted);
  proactor->run_for(5ms);
  listener.close(closed);
  REQUIRE(run_until_completed(*proactor, {&accepted, &closed}));
  CHECK(accepted.error() == std::errc::operation_canceled);
  CHECK_FALSE(server.is_open());
}

TEST_CASE("end_of_stream") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  unix_pair pair(*proactor);
  CHECK_FALSE(pair.client.shutdown_send());
  const auto end = receive(*proactor, pair.server, naru::buffer(storage));
  CHECK(end.error == naru::error::end_of_stream);
  CHECK_FALSE(send(*proactor, pair.server, naru::buffer(storage)).error);
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).bytes == storage.size());
}

TEST_CASE("a_pending_receive_is_canceled_by_close") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  unix_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  proactor->run_for(5ms);
  pair.server.close();
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
}

TEST_CASE("child_processes_inherit_no_unix_socket") {
  if (!has_native_handles()) return;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  const unix_pair pair(*proactor);
  CHECK_FALSE(is_inherited(pair.client.native_handle()));
  CHECK_FALSE(is_inherited(pair.server.native_handle()));
  const socket_path path;
  const naru::unix_listener listener(*proactor, path.endpoint());
  CHECK_FALSE(is_inherited(listener.native_handle()));
}

TEST_CASE("a_full_backlog_is_an_error_not_a_connection") {
  const socket_path path;
  std::array<recorder, 8> connected;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::listen_options options;
  options.backlog = 1;
  options.accepts_outstanding = 1;
  naru::unix_listener listener(*proactor, path.endpoint(), options);
  std::vector<naru::unix_stream> streams;
  for (recorder& op : connected) streams.emplace_back(*proactor).connect(path.endpoint(), op);
  proactor->run_for(20ms);
  for (naru::unix_stream& stream : streams) stream.cancel();
  REQUIRE(run_until(*proactor, [&] { return all_completed(connected); }));
  for (const recorder& op : connected) {
    CHECK(one_of(op.error(), {std::error_condition(), std::errc::no_buffer_space,
                              std::errc::connection_refused, std::errc::operation_canceled}));
  }
}

TEST_CASE("closing_leaves_the_file_of_a_successor") {
  const socket_path path;
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::unix_listener old_server(*proactor, path.endpoint());
  REQUIRE(path.remove());
  naru::unix_listener new_server(*proactor, path.endpoint());
  old_server.close();
  CHECK(path.exists());
  naru::unix_stream client(*proactor);
  CHECK_FALSE(connect(*proactor, client, path.endpoint()).error);
  new_server.close();
  CHECK_FALSE(path.exists());
}

TEST_SUITE_END();
