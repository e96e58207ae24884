// The functions of a simulation that save the record of its run.
#include <naru/simulation.hpp>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <string>

#include "simulated/capture.hpp"
#include "simulated/run_trace.hpp"
#include "simulated/sequence_diagram.hpp"
#include "simulated/world.hpp"

namespace naru {
namespace {

const detail::run_record& record_of(const detail::world& world) {
  if (world.record == nullptr) {
    throw std::logic_error("this simulation is not recorded: set simulation_options::record");
  }
  return *world.record;
}

void write_file(const std::filesystem::path& file, const std::string& bytes) {
  errno = 0;
  std::ofstream out(file, std::ios::binary);  // lines end alike on every system
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size())).flush();
  if (out) return;
  const std::errc error = errno == 0 ? std::errc::io_error : static_cast<std::errc>(errno);
  throw std::filesystem::filesystem_error("a simulation was not saved", file,
                                          std::make_error_code(error));
}

// The limit of a diagram that was not asked for with one.
constexpr std::size_t lines_of_a_file = 200;

}  // namespace

void simulation::mark(std::string_view text) {
  if (world_->record != nullptr) {
    world_->record->add(detail::recorded_mark{detail::readable(text)});
  }
}

void simulation::save(const std::filesystem::path& file) const {
  const detail::run_record& record = record_of(*world_);
  const std::filesystem::path ending = file.extension();
  if (ending == ".pcapng") return write_file(file, detail::capture_of(record, world_->net, seed_));
  if (ending == ".json") return write_file(file, detail::trace_of(record, world_->net, seed_));
  if (ending == ".mmd") {
    return write_file(file, detail::sequence_of(record, world_->net, {}, lines_of_a_file));
  }
  throw std::invalid_argument("a simulation is saved as .pcapng, .json or .mmd, and not as " +
                              file.filename().string());
}

std::string simulation::sequence(std::uint64_t connection, std::size_t lines_max) const {
  return detail::sequence_of(record_of(*world_), world_->net, {.connection = connection},
                             lines_max);
}

std::string simulation::sequence(const simulated_host& one, const simulated_host& other,
                                 std::size_t lines_max) const {
  return detail::sequence_of(record_of(*world_), world_->net,
                             {.hosts = std::pair(one.host_.number(), other.host_.number())},
                             lines_max);
}

log_sink simulated_host::timed(log_sink to) const {
  if (!to) return {};
  const auto add_fields = [&time = world_.time, &host = host_, to = std::move(to)](
                              log_level level, std::string_view event, log_fields fields) {
    const std::chrono::duration<double> elapsed = detail::since_beginning(time.now());
    std::vector<log_field> all{{"elapsed", elapsed.count()}, {"host", host.name()}};
    all.insert(all.end(), fields.begin(), fields.end());
    to(level, event, all);
  };
  return add_fields;
}

}  // namespace naru
