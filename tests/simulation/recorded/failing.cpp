// A program with a mistake, in worlds with faults, until a seed shows it: prints the seed and its
// plan, then the least plan that still shows it, and saves the record of that run. The tests give
// the files to the programs that are to read them: see CMakeLists.txt.
//
//     naru_failing run.pcapng run.json run.mmd
//
// The mistake: a player believes that what it has sent has arrived. If its connection is reset,
// lines are lost, and it does not send them again.
#include <naru/naru.hpp>
#include <naru/simulation.hpp>
#include <naru/simulation/minimise.hpp>

#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <utility>

using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t port = 20'555;  // Wireshark knows no protocol of it
constexpr int lines = 50;
constexpr std::uint64_t seeds = 50;
constexpr auto rest = 2min;  // in which lines come that are only late

class echo final : public naru::session<naru::delimited<>> {
  void on_message(naru::const_buffer line) override { send(line); }
};

struct diary {
  int said = 0;
  int heard = 0;
};

class player final : public naru::session<naru::delimited<>> {
 public:
  explicit player(diary& mine) : mine_(mine) {}

 private:
  void on_connected() override {
    every(100ms, [this] {
      if (mine_.said != lines) send(std::to_string(mine_.said++));
    });
  }
  void on_message(naru::const_buffer) override { ++mine_.heard; }

  diary& mine_;
};

/// True if lines are missing at the end. The record goes to the files.
bool loses_lines(const naru::failing_run& run, std::span<char*> files = {}) {
  naru::simulation world({.seed = run.seed, .record = !files.empty()});
  diary written;
  {
    const auto there = world.add_host("server", "10.0.0.1").make_proactor();
    const auto here = world.add_host("player", naru::link::mobile()).make_proactor();
    naru::server<echo> server(*there, {.address = {naru::address::any_v4(), port}});
    server.start();
    naru::client<player> client(*here, {.host = "server", .port = port},
                                [&] { return std::make_shared<player>(written); });
    client.start();
    world.plan(run.faults);
    static_cast<void>(world.run_until([&] { return written.heard == lines; }, run.length + rest));
    for (char* const file : files) world.save(file);
    static_cast<void>(client.stop_blocking(5s));
    static_cast<void>(server.stop_blocking(5s));
  }
  return written.heard != lines;
}

void print(const char* title, const naru::failing_run& run) {
  std::printf("%s, %zu faults\n%s\n", title, run.faults.size(), naru::to_string(run).c_str());
}

int show(const naru::failing_run& found, std::span<char*> files) {
  print("a run loses lines", found);
  const naru::failing_run least =
      naru::minimise(found, [](const naru::failing_run& run) { return loses_lines(run); });
  print("this is enough for it", least);
  if (least.faults.empty() || least.faults.size() > 3) {
    std::puts("one fault should be enough, or a few");
    return 1;
  }
  if (!loses_lines(least, files)) {
    std::puts("it loses no line when it is repeated");
    return 1;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  naru::fault_plan_options options;
  options.hosts = {"server", "player"};
  options.until = 10s;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const naru::failing_run run{seed, naru::draw_faults(seed, options), 1min};
    if (loses_lines(run))
      return show(run, std::span(arguments, static_cast<std::size_t>(count)).subspan(1));
  }
  std::printf("no line was lost in %" PRIu64 " worlds\n", seeds);
  return 1;
}
