// The record of a run, and what it is saved as.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "capture_reader.hpp"
#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t recorded_port = 7'000;

/// The file is read and removed. It lies in the current directory, which is that of the build.
std::string saved(const naru::simulation& world, const std::string& ending) {
  const std::filesystem::path file = "simulation_record_test" + ending;
  world.save(file);
  std::ifstream in(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(in), {}};
  in.close();
  std::filesystem::remove(file);
  return bytes;
}

capture captured(const naru::simulation& world) {
  return capture_reader(saved(world, ".pcapng")).found;
}

/// A call of `bytes` bytes to an echo server.
void run_call(naru::simulation& world, naru::simulated_host& from, naru::simulated_host& to,
              std::size_t bytes) {
  visit seen;
  echo server(to, recorded_port);
  const auto proactor = from.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, {to.address(), recorded_port}, bytes, seen));
  CHECK(world.run_until([&] { return seen.ended; }));
  CHECK(seen.right);
  naru::run(*proactor, scope.join());
  world.run_for(1s);
}

std::string sent_by(const capture& found, std::uint32_t host) {
  std::string all;
  for (const captured_packet& each : found.packets) {
    if (each.interface_number == host && each.is_tcp() && !each.says("lost:"))
      all += each.payload();
  }
  return all;
}

naru::task<> send_datagram(naru::proactor& proactor, naru::endpoint from, naru::endpoint to,
                           std::string text) {
  naru::udp_socket socket(proactor, from);
  const naru::io_result sent = co_await socket.send_to(naru::buffer(text), to);
  CHECK_FALSE(sent.error);
}

std::size_t occurrences(std::string_view text, std::string_view words) {
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a_capture_has_the_packets_of_a_connection") {
  naru::simulation world({.seed = 1, .partial_transfers = false, .record = true});
  naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
  naru::simulated_host& player = world.add_host("player", "10.0.0.2");
  run_call(world, player, machine, 5'000);
  const capture found = captured(world);
  CHECK(found.interfaces == std::vector<std::string>{"server", "player"});
  CHECK(found.comment == "A run of naru::simulation with seed 1.");
  REQUIRE(found.packets.size() > 10);
  CHECK(found.packets[0].flags() == 0x02);  // SYN
  CHECK(found.packets[0].interface_number == 1);
  CHECK(found.packets[0].nanoseconds / 1'000'000'000 == 946'684'800);
  CHECK(found.packets[1].flags() == 0x12);  // SYN, ACK
  CHECK(found.packets[2].flags() == 0x10);  // ACK
  CHECK(found.packets[0].sequence() != found.packets[1].sequence());
  std::string expected(5'000, '\0');
  for (std::size_t i = 0; i < expected.size(); ++i) {
    expected[i] = static_cast<char>(static_cast<std::uint8_t>(i * 7 + i / 251));
  }
  CHECK(sent_by(found, 1) == expected);
  CHECK(sent_by(found, 0) == expected);
  CHECK(std::ranges::count_if(found.packets, [](const captured_packet& each) {
          return (each.flags() & 0x01) != 0;  // FIN
        }) == 2);
}

TEST_CASE("a_lost_packet_is_captured_with_its_reason_and_again") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  world.block(player, machine);
  visit seen;
  echo server(machine, recorded_port);
  const auto proactor = player.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, {machine.address(), recorded_port}, 100, seen));
  world.run_for(500ms);
  world.unblock(player, machine);
  CHECK(world.run_until([&] { return seen.ended; }));
  naru::run(*proactor, scope.join());
  const capture found = captured(world);
  REQUIRE(found.packets.size() > 3);
  CHECK(found.packets[0].says("lost: the path was blocked"));
  CHECK(found.packets[0].says("block player -> server begins"));
  CHECK(found.packets[0].says("At 0.5s: block player -> server ends"));
  CHECK_FALSE(found.packets[1].says("lost"));
  CHECK(found.packets[1].flags() == 0x02);
  CHECK(found.packets[1].sequence() == found.packets[0].sequence());
  CHECK(found.packets[1].nanoseconds - found.packets[0].nanoseconds == 1'000'000'000);
}

TEST_CASE("a_sender_that_hears_nothing_asks_again") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  visit seen;
  echo server(machine, recorded_port);
  const auto proactor = player.make_proactor();
  naru::task_scope scope(*proactor);
  scope.spawn(call(*proactor, {machine.address(), recorded_port}, 100, seen));
  CHECK(world.run_until([&] { return server.connections() == 1; }));
  world.block(machine, player);
  world.run_for(2s);
  world.unblock(machine, player);
  CHECK(world.run_until([&] { return seen.ended; }));
  CHECK(seen.right);
  naru::run(*proactor, scope.join());
  const capture found = captured(world);
  CHECK(sent_by(found, 1).size() == 100);
  CHECK(std::ranges::count_if(found.packets, [](const captured_packet& each) {
          return each.says("lost: the way back is blocked");
        }) > 1);
  CHECK(world.sequence(1).find(" probe\n") != std::string::npos);
  CHECK(occurrences(saved(world, ".json"), "\"name\":\"probe\"") > 0);
}

TEST_CASE("every_loss_of_a_stream_is_sent_again") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    naru::simulation world({.seed = seed, .record = true});
    naru::simulated_host& machine = world.add_host("server");
    naru::simulated_host& player = world.add_host("player", naru::link::poor());
    run_call(world, player, machine, 60'000);
    const capture found = captured(world);
    CHECK(sent_by(found, 0).size() == 60'000);
    CHECK(sent_by(found, 1) == sent_by(found, 0));
  }
}

TEST_CASE("connects_that_fail_are_captured") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  const auto proactor = player.make_proactor();
  visit refused;
  naru::run(*proactor, call(*proactor, {machine.address(), recorded_port}, 1, refused));
  visit unanswered;
  naru::run(*proactor, call(*proactor, naru::endpoint::parse("10.9.9.9:7000"), 1, unanswered));
  const capture found = captured(world);
  REQUIRE(found.packets.size() == 2 + 7);
  CHECK(found.packets[1].flags() == 0x14);  // RST, ACK
  CHECK(found.packets[1].interface_number == 0);
  for (std::size_t i = 2; i < found.packets.size(); ++i) {
    CHECK(found.packets[i].says("lost: no host has the address"));
  }
}

TEST_CASE("a_capture_has_datagrams_of_both_families") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
  naru::simulated_host& new_machine = world.add_host("new-server", "2001:db8::1");
  naru::simulated_host& player = world.add_host("player", "2001:db8::2");
  naru::simulated_host& old_player = world.add_host("old-player", "10.0.0.2");
  const auto there = new_machine.make_proactor();
  const naru::udp_socket ear(*there, {naru::address::any_v6(), recorded_port});
  const auto here = player.make_proactor();
  const auto old_here = old_player.make_proactor();
  naru::run(*here, send_datagram(*here, {naru::address::any_v6(), 0},
                                 {new_machine.address(), recorded_port}, "six"));
  naru::run(*old_here, send_datagram(*old_here, {naru::address::any_v4(), 0},
                                     {machine.address(), recorded_port}, "four!"));
  world.run_for(1s);
  const capture found = captured(world);
  REQUIRE(found.packets.size() == 2);
  CHECK(found.packets[0].is_v6());
  CHECK(found.packets[0].payload() == "six");
  CHECK(found.packets[0].comments.empty());
  CHECK_FALSE(found.packets[1].is_v6());
  CHECK(found.packets[1].payload() == "four!");
  CHECK(found.packets[1].says("lost: no socket takes it"));
}

TEST_CASE("a_payload_is_cut_where_the_options_say") {
  naru::simulation world({.seed = 1, .record = true, .record_payload_max = 10});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  run_call(world, player, machine, 5'000);
  const capture found = captured(world);
  std::size_t whole = 0;
  for (const captured_packet& each : found.packets) {
    CHECK(each.payload().size() <= 10);
    whole += each.size - each.header();
  }
  CHECK(whole == 10'000);
}

TEST_CASE("a_packet_inside_of_a_host_may_be_as_large_as_there_are") {
  naru::simulation world({.seed = 1, .partial_transfers = false, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  run_call(world, machine, machine, 300'000);
  CHECK(sent_by(captured(world), 0).size() == 600'000);
}

TEST_CASE("a_record_changes_nothing_in_the_run") {
  const auto hash_of_run = [](bool recorded) {
    naru::simulation world({.seed = 7, .record = recorded});
    naru::simulated_host& machine = world.add_host("server");
    naru::simulated_host& player = world.add_host("player", naru::link::poor());
    machine.stall(100ms);
    run_call(world, player, machine, 50'000);
    world.mark("over");
    return std::pair(world.hash(), world.events());
  };
  CHECK(hash_of_run(true) == hash_of_run(false));
}

TEST_CASE("a_full_record_keeps_the_newest_and_says_what_is_missing") {
  naru::simulation world({.seed = 1, .record = true, .record_bytes_max = 20'000});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  run_call(world, player, machine, 100'000);
  run_call(world, player, machine, 5'000);
  world.mark("the last");
  const capture found = captured(world);
  CHECK(found.comment.find("oldest events are missing") != std::string::npos);
  REQUIRE_FALSE(found.packets.empty());
  CHECK(found.packets.back().says("mark: the last"));
  const std::string trace = saved(world, ".json");
  CHECK(trace.find("older events are missing") != std::string::npos);
  CHECK(trace.find("the last") != std::string::npos);
  CHECK(trace.find("\"missing_events\":\"0\"") == std::string::npos);
  CHECK(world.sequence(player, machine).find("older events are missing") != std::string::npos);
}

TEST_CASE("a_trace_has_a_process_for_each_host") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  machine.stall(20ms);
  run_call(world, player, machine, 3'000);
  world.mark("a \"mark\" with a \\ and a \n and a \xff");
  const std::string trace = saved(world, ".json");
  CHECK(occurrences(trace, "\"name\":\"process_name\"") == 3);
  CHECK(trace.find("\"args\":{\"name\":\"server\"}") != std::string::npos);
  CHECK(occurrences(trace, "\"name\":\"turn\"") > 5);
  CHECK(occurrences(trace, "\"cat\":\"connection\"") == 2);
  CHECK(occurrences(trace, "\"cat\":\"fault\"") == 2);
  CHECK(trace.find("a \\\"mark\\\" with a \\\\ and a ? and a ?") != std::string::npos);
  CHECK(occurrences(trace, "\"flow_out\":true") == occurrences(trace, "\"flow_in\":true"));
}

TEST_CASE("a_sequence_shows_one_connection") {
  naru::simulation world({.seed = 1, .partial_transfers = false, .record = true});
  naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
  naru::simulated_host& player = world.add_host("player; #1", "10.0.0.2");
  naru::simulated_host& other = world.add_host("other");
  run_call(world, other, machine, 10);
  run_call(world, player, machine, 4'000);
  const std::string text = world.sequence(2);
  CHECK(
      text.starts_with("sequenceDiagram\n"
                       "  participant h1 as player#59; #35;1\n"
                       "  participant h0 as server\n"
                       "  h1->>h0: "));
  CHECK(text.find("connect 10.0.0.2:") != std::string::npos);
  CHECK(text.find("h1->>h0: ") != std::string::npos);
  CHECK(text.find("data, 4000 bytes in 3 packets\n") != std::string::npos);
  CHECK(occurrences(text, ": ") == occurrences(text, "\n") - 3);
  CHECK(world.sequence(player, machine).find("[2] connect") != std::string::npos);
  CHECK(world.sequence(player, other) == "sequenceDiagram\n  participant n as elsewhere\n");
  CHECK(world.sequence(3) == "sequenceDiagram\n  participant n as elsewhere\n");
}

TEST_CASE("a_long_sequence_is_shortened_in_the_middle") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player", naru::link::poor());
  run_call(world, player, machine, 100'000);
  const std::string all = world.sequence(1, 10'000);
  const std::string part = world.sequence(1, 20);
  CHECK(all.find(" more\n") == std::string::npos);
  CHECK(all.find("-x") != std::string::npos);
  CHECK(all.find(", again") != std::string::npos);
  CHECK(occurrences(part, "\n") == 3 + 20 + 1);
  const std::size_t left_out = occurrences(all, "\n") - 3 - 20;
  CHECK(part.find("\xe2\x80\xa6 " + std::to_string(left_out) + " more\n") != std::string::npos);
}

TEST_CASE("a_file_of_another_kind_or_place_is_refused") {
  naru::simulation world({.seed = 1, .record = true});
  CHECK_THROWS_WITH_AS(world.save("run.txt"),
                       "a simulation is saved as .pcapng, .json or .mmd, and not as run.txt",
                       std::invalid_argument);
  CHECK_THROWS_AS(world.save("run"), std::invalid_argument);
  try {
    world.save("no/such/folder/run.json");
    FAIL("it was saved");
  } catch (const std::filesystem::filesystem_error& error) {
    CHECK(error.code() == std::errc::no_such_file_or_directory);
    CHECK(error.path1() == "no/such/folder/run.json");
    CHECK(std::string(error.what()).find("run.json") != std::string::npos);
  }
}

TEST_CASE("a_run_that_is_not_recorded_has_nothing_to_save") {
  naru::simulation world({.seed = 1});
  world.mark("nobody hears it");
  CHECK_THROWS_AS(world.save("run.json"), std::logic_error);
  CHECK_THROWS_AS(static_cast<void>(world.sequence(1)), std::logic_error);
}

TEST_CASE("a_log_shows_the_virtual_time") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  std::vector<std::string> lines;
  naru::proactor_options options;
  options.log =
      machine.timed([&](naru::log_level level, std::string_view event, naru::log_fields fields) {
        lines.push_back(naru::log_line(level, event, fields));
      });
  const auto proactor = machine.make_proactor(options);
  world.run_for(90s);
  proactor->log(naru::log_level::info, "player_named", {{"name", "Kim"}});
  CHECK(lines == std::vector<std::string>{"info player_named elapsed=90 host=server name=Kim"});
}

TEST_CASE("planned_faults_and_failing_calls_are_recorded") {
  naru::simulation world({.seed = 1, .record = true});
  naru::simulated_host& machine = world.add_host("server");
  naru::simulated_host& player = world.add_host("player");
  world.plan(std::vector<naru::fault>{
      {.kind = naru::fault_kind::vanish, .at = 100ms, .length = 1s, .host = "server"},
      {.kind = naru::fault_kind::block,
       .at = 3s,
       .length = 1s,
       .host = "player",
       .other = "server"}});
  player.set_faults({.opens = 1});
  const auto proactor = player.make_proactor();
  visit seen;
  naru::run(*proactor, call(*proactor, {machine.address(), recorded_port}, 1, seen));
  CHECK(seen.connected);
  player.set_faults({});
  world.run_for(2s);
  run_call(world, player, machine, 100);
  world.run_for(5s);
  const std::string text = world.sequence(player, machine);
  CHECK(text.find("open fails on player: ") != std::string::npos);
  CHECK(text.find("vanish server begins") != std::string::npos);
  CHECK(text.find("vanish server ends") != std::string::npos);
  CHECK(text.find("block player -> server begins") != std::string::npos);
  const std::string trace = saved(world, ".json");
  CHECK(trace.find("\"name\":\"vanish\"") != std::string::npos);
  CHECK(trace.find("\"name\":\"block -> server\"") != std::string::npos);
  CHECK(trace.find("open fails on player: ") != std::string::npos);
}
