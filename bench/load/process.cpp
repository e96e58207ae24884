#include "process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "socket.hpp"

namespace bench {
namespace {

double processor_seconds(int id) {
  clockid_t clock{};
  if (const int error = clock_getcpuclockid(id, &clock); error != 0) {
    throw std::system_error(error, std::generic_category(), "the server's processor time");
  }
  timespec time{};
  check(clock_gettime(clock, &time), "the server's processor time");
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::uint64_t resident_bytes(int id) {
  std::ifstream status("/proc/" + std::to_string(id) + "/status");
  for (std::string word; status >> word;) {
    std::uint64_t kibibytes = 0;
    if (word == "RssAnon:" && status >> kibibytes) return kibibytes * 1024;
    status.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  throw std::runtime_error("the server's memory cannot be read");
}

}  // namespace

process::process(int id, const std::string& counter_file) : id_(id) {
  if (counter_file.empty()) return;
  const descriptor file(check(open(counter_file.c_str(), O_RDONLY | O_CLOEXEC), "counters"));
  void* const mapped = mmap(nullptr, sizeof(counters), PROT_READ, MAP_SHARED, file.get(), 0);
  if (mapped == MAP_FAILED) check(-1, "counters");
  counters_ = static_cast<const counters*>(mapped);  // until this process ends
}

usage process::used() const {
  usage found{processor_seconds(id_), resident_bytes(id_), {}};
  if (counters_ == nullptr) return found;
  for (std::size_t i = 0; i < found.calls.size(); ++i) found.calls[i] = (*counters_)[i];
  return found;
}

}  // namespace bench
