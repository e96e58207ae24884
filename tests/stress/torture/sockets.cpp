// The ordinary lives of sockets, names and timers.
#include "socket_path.hpp"
#include "torture.hpp"

#include <array>
#include <chrono>

using namespace torture;
using contract::loopback;

TEST_SUITE_BEGIN("torture");

TEST_CASE("an_echo_over_tcp") {
  try_each_fault("tcp", [](naru::proactor& proactor, operations& ops) {
    naru::tcp_listener listener(proactor, loopback());
    naru::tcp_stream client(proactor);
    naru::tcp_stream server(proactor);
    listener.accept(server, ops.next());
    client.connect(listener.local_endpoint(), ops.next());
    if (!go_on_until(proactor, [&] { return ops.ended(); })) return;
    server.receive(naru::buffer(ops.in), ops.next());
    client.send(naru::buffer(ops.out), ops.next());
    if (!go_on_until(proactor, [&] { return ops.ended(); })) return;
    static_cast<void>(client.shutdown_send());
    server.receive(naru::buffer(ops.in), ops.next());
    if (!go_on_until(proactor, [&] { return ops.ended(); })) return;
    client.close(ops.next());
    listener.close();
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_CASE("datagrams_there_and_back") {
  try_each_fault("udp", [](naru::proactor& proactor, operations& ops) {
    naru::udp_socket one(proactor, loopback());
    naru::udp_socket other(proactor, loopback());
    other.receive_from(naru::buffer(ops.in), ops.source, ops.next());
    one.send_to(naru::buffer(ops.out), other.local_endpoint(), ops.next());
    if (!go_on_until(proactor, [&] { return ops.ended(); })) return;
    one.receive_from(naru::buffer(ops.in), ops.source, ops.next());
    other.send_to(naru::buffer(ops.out), ops.source, ops.next());
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_CASE("batches_of_datagrams") {
  try_each_fault("batches", [](naru::proactor& proactor, operations& ops) {
    naru::udp_socket one(proactor, loopback());
    naru::udp_socket other(proactor, loopback());
    const naru::endpoint destination = other.local_endpoint();
    const std::array batch{naru::outgoing_datagram{naru::buffer(ops.out), destination},
                           naru::outgoing_datagram{naru::buffer(ops.in), destination}};
    auto& received = ops.next();
    other.receive_from(naru::buffer(ops.in), ops.source, received);
    auto& sent = ops.next();
    one.send_batch(batch, sent);
    static_cast<void>(go_on_until(proactor, [&] { return sent.completed(); }));
    one.close();
    CHECK(contract::run_until(proactor, [&] { return sent.completed(); }));
  });
}

TEST_CASE("an_echo_over_a_unix_socket") {
  if (!contract::has_unix_sockets(*contract::test_proactor())) return;
  try_each_fault("unix", [](naru::proactor& proactor, operations& ops) {
    const contract::socket_path path;
    naru::unix_listener listener(proactor, path.endpoint());
    naru::unix_stream client(proactor);
    naru::unix_stream server(proactor);
    listener.accept(server, ops.next());
    client.connect(path.endpoint(), ops.next());
    if (!go_on_until(proactor, [&] { return ops.ended(); })) return;
    server.receive(naru::buffer(ops.in), ops.next());
    client.send(naru::buffer(ops.out), ops.next());
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_CASE("a_connection_by_name") {
  try_each_fault("connector", [](naru::proactor& proactor, operations& ops) {
    naru::tcp_listener listener(proactor, loopback());
    naru::tcp_stream client(proactor);
    naru::tcp_stream server(proactor);
    naru::tcp_connector connector(proactor);
    listener.accept(server, ops.next());
    connector.connect("127.0.0.1", listener.local_endpoint().port(), client, ops.next());
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
    connector.cancel();
    listener.close();
    CHECK(contract::run_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_CASE("a_lookup") {
  try_each_fault("resolver", [](naru::proactor& proactor, operations& ops) {
    naru::resolver resolver(proactor);
    resolver.resolve("localhost", 80, ops.found, ops.next());
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
    resolver.cancel();
    CHECK(contract::run_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_CASE("timers_and_signals") {
  // The pipe that reports signals is made once, and stays.
  const auto warm = contract::test_proactor();
  const naru::signal_set watched(*warm, {naru::signal_kind::interrupt});
  try_each_fault("timers and signals", [](naru::proactor& proactor, operations& ops) {
    naru::timer timer(proactor);
    naru::signal_set signals(proactor, {naru::signal_kind::interrupt});
    timer.wait_for(std::chrono::milliseconds(1), ops.next());
    signals.wait(ops.raised, ops.next());
    static_cast<void>(naru::raise_signal(naru::signal_kind::interrupt));
    static_cast<void>(go_on_until(proactor, [&] { return ops.ended(); }));
  });
}

TEST_SUITE_END();
