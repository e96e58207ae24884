#include "idle_workload.hpp"

#include <stdexcept>
#include <thread>

namespace bench {
namespace {

constexpr std::chrono::seconds patience(10);
constexpr std::chrono::milliseconds turn_length(10);

}  // namespace

idle_workload::idle_workload(const options& chosen) {
  const std::vector<std::byte> message(chosen.message_size, std::byte{'x'});
  std::vector<std::byte> incoming(chosen.message_size);
  for (std::size_t i = 0; i < chosen.connections; ++i) {
    connections_.push_back(connected_stream(chosen.port));
    std::size_t missing = send_some(connections_.back().get(), message);
    const clock::time_point late = clock::now() + patience;
    while (missing != 0) {
      missing -= receive_some(connections_.back().get(), incoming);
      if (clock::now() > late) throw std::runtime_error("the server does not answer");
    }
  }
  completed = chosen.connections;
}

void idle_workload::turn() { std::this_thread::sleep_for(turn_length); }

}  // namespace bench
