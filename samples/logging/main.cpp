// A server whose sessions fail, and the log of it: logging [--spdlog]. The program is its own
// client, and ends by itself.
#include <naru/naru.hpp>

#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "log_to_fmt.hpp"
#include "log_to_spdlog.hpp"

using namespace std::chrono_literals;

namespace {

class calculator : public naru::session<naru::delimited<>> {
  void on_message(naru::const_buffer question) override {
    const std::string text(question);
    owner().log(naru::log_level::info, "question_asked", {{"session", id()}, {"text", text}});
    send(std::to_string(std::stoi(text) * 2));  // throws if it is no number
  }
};

naru::task<> play(naru::server<calculator>& server) {
  server.start();
  naru::tcp_stream stream(server.owner());
  if ((co_await stream.connect(server.local_endpoint())).error) co_return;
  for (const std::string_view question : {"21\n", "twenty-one\n"}) {
    char answer[64];
    if ((co_await stream.send(naru::buffer(question))).error) co_return;
    if ((co_await stream.receive(naru::buffer(answer))).error) break;
  }
  co_await server.stop(1s);
}

}  // namespace

int main(int count, char** arguments) try {
  const bool with_spdlog = count > 1 && std::string_view(arguments[1]) == "--spdlog";
  naru::proactor_options options;
  options.log = with_spdlog ? samples::log_to_spdlog() : samples::log_to_fmt(stdout);
  options.log_level_min = naru::log_level::debug;
  const auto proactor = naru::make_proactor(options);
  naru::server<calculator> server(*proactor, {.address = naru::endpoint::parse("127.0.0.1:0")});
  naru::run(*proactor, play(server));
} catch (const std::exception& failed) {
  std::fprintf(stderr, "logging: %s\n", failed.what());
  return 1;
}
