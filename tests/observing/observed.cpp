// Runs a server and a client, and writes what one sees of them from outside to a file. The tests
// give it to the programs that are to read it: see CMakeLists.txt.
//
//     naru_observed metrics page.txt
#include <naru/naru.hpp>

#include <chrono>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

using namespace std::chrono_literals;

namespace {

constexpr int rounds = 20;

class echo : public naru::session<naru::length_prefixed<>> {
  void on_message(naru::const_buffer message) override { send(message); }
};

class guest : public naru::session<naru::length_prefixed<>> {
 public:
  explicit guest(naru::histogram& answers) : answers_(answers) {}

 private:
  void on_connected() override { ask(); }
  void on_message(naru::const_buffer) override {
    answers_.record(std::chrono::steady_clock::now() - asked_);
    ++count_ == rounds ? close() : ask();
  }
  void on_closed(naru::close_reason) override { owner().stop(); }
  void ask() {
    asked_ = std::chrono::steady_clock::now();
    send("hello");
  }

  naru::histogram& answers_;
  std::chrono::steady_clock::time_point asked_;
  int count_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const std::string_view wanted = arguments[1];
  const auto proactor = naru::make_proactor({.time_callbacks = true});
  naru::histogram answers;
  naru::server<echo> server(*proactor, {.address = naru::endpoint::parse("127.0.0.1:0")});
  naru::client<guest> client(*proactor,
                             {.host = "127.0.0.1", .port = server.local_endpoint().port()},
                             [&] { return std::make_shared<guest>(answers); });
  server.start();
  client.start();
  proactor->run_for(10s);
  proactor->restart();

  std::string text;
  if (wanted == "metrics") {
    naru::metrics page;
    page.add(*proactor, "main");
    page.add(server, "echo");
    page.add(client, "guest");
    page.counter("example_rounds", "Rounds that were played.", answers.read().count());
    page.gauge("example_guests", "Guests, of \"each\" kind: a\\b.", 1, {{"kind", "a \"b\"\n\\c"}});
    page.histogram("example_answer_seconds", "From a question to its answer.", answers);
    text = page.text();
  }
  std::ofstream file(arguments[2], std::ios::binary);  // lines end alike on every system
  file << text << std::flush;
  return file && !text.empty() && answers.read().count() == rounds ? 0 : 1;
}
