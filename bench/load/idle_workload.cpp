#include "idle_workload.hpp"

#include <stdexcept>
#include <thread>

#include "message_run.hpp"

namespace bench {
namespace {

constexpr std::chrono::seconds patience(10);
constexpr std::chrono::milliseconds turn_length(10);

}  // namespace

idle_workload::idle_workload(const options& chosen) {
  const message_run one(chosen, 1, 0, chosen.web_socket ? envelope::web_socket : envelope::none);
  const message_run returned(chosen, 1, 0);
  const auto message = one.at(0, one.size());
  std::vector<std::byte> incoming(returned.size());
  for (std::size_t i = 0; i < chosen.connections; ++i) {
    connections_.push_back(connected_link(chosen));
    link& made = *connections_.back();
    if (made.send_some(message) != message.size()) {
      throw std::runtime_error("a new connection did not take one message");
    }
    std::size_t missing = returned.size();
    const clock::time_point late = clock::now() + patience;
    while (missing != 0) {
      missing -= made.receive_some(std::span(incoming).first(missing));
      if (clock::now() > late) throw std::runtime_error("the server does not answer");
    }
  }
  completed = chosen.connections;
}

void idle_workload::turn() { std::this_thread::sleep_for(turn_length); }

}  // namespace bench
