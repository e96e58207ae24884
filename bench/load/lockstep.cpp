#include "lockstep.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace bench {
namespace {

constexpr std::chrono::milliseconds pause(1);
constexpr std::chrono::seconds patience(20);

// 'S': waits for something; 'T': stopped; 'R': runs.
char state_of(int process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t end_of_name = text.rfind(')');
  return end_of_name + 2 < text.size() ? text[end_of_name + 2] : '?';
}

void wait_for_state(int process, char state) {
  const auto late = std::chrono::steady_clock::now() + patience;
  while (state_of(process) != state) {
    if (std::chrono::steady_clock::now() > late) {
      throw std::runtime_error(std::string("the server does not come to state ") + state);
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

void lockstep::rest() const {
  if (server_ == 0) return;
  std::this_thread::sleep_for(pause);  // the server may not have noticed the last bytes
  wait_for_state(server_, 'S');
}

lockstep::stopped::stopped(int server) : server_(server) {
  kill(server_, SIGSTOP);
  wait_for_state(server_, 'T');
}

lockstep::stopped::~stopped() { kill(server_, SIGCONT); }

}  // namespace bench
