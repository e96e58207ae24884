// The ordinary life of a proactor that two threads run.
#include "torture.hpp"

#include <chrono>
#include <memory>

using namespace torture;
using contract::loopback;

TEST_SUITE_BEGIN("torture");

TEST_CASE("a_pool_of_two_threads") {
  try_each_fault("threads", [](naru::proactor&, operations& ops) {
    naru::proactor_options options;
    options.on_failure = [](const naru::failure&) {};  // a thread's run may fail once, as planned
    const auto shared = contract::test_proactor(options);
    naru::tcp_listener listener(*shared, loopback());
    naru::tcp_stream client(*shared);
    naru::tcp_stream server(*shared);
    naru::timer soon(*shared);
    naru::timer later(*shared);
    const naru::endpoint where = listener.local_endpoint();
    auto busy = std::make_unique<naru::work_guard>(*shared);  // or the threads may end early
    naru::worker_pool workers(*shared, 2);
    later.wait_for(std::chrono::hours(1), ops.next());
    auto& accepted = ops.next();
    auto& connected = ops.next();
    listener.accept(server, accepted);
    client.connect(where, connected);
    soon.wait_for(std::chrono::milliseconds(1), ops.next());
    auto& posted = ops.next();
    shared->post(posted);
    if (!torture::wait_until([&] { return accepted.completed() && connected.completed(); })) return;
    auto& received = ops.next();
    server.receive(naru::buffer(ops.in), received);
    client.send(naru::buffer(ops.out), ops.next());
    if (!torture::wait_until([&] { return received.completed() && posted.completed(); })) return;
    later.cancel();
    listener.close();
    client.close(ops.next());
    if (!torture::wait_until([&] { return ops.ended(); })) return;
    busy.reset();
    workers.join();
  });
}

TEST_SUITE_END();
