// echo_load: puts an echo server under load, checks every byte, and measures round trips.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <system_error>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "../common/terminal.hpp"
#include "load.hpp"
#include "report.hpp"

namespace samples {
namespace {

constexpr auto program = "echo_load";

// Opened before the load, so that a bad name does not waste the wait.
std::ofstream open_json(const std::string& name) {
  std::ofstream file;
  if (name.empty()) return file;
  file.open(name, std::ios::binary);
  if (!file) throw std::system_error(errno, std::generic_category(), "cannot write " + name);
  return file;
}

void write_json(std::ofstream& file, const load_options& options, const load_result& result) {
  if (!file.is_open()) return;
  file << to_json(options, result) << std::flush;
  if (!file) throw std::runtime_error("cannot write " + options.json_file);
}

int run(const load_options& options) {
  raise_descriptor_limit();
  std::ofstream json = open_json(options.json_file);
  const bool watched = standard_error_is_terminal();
  const load_result result = run_load(options, watched ? progress::shown : progress::hidden);
  fmt::print("{}", to_table(options, result));
  std::fflush(stdout);
  write_json(json, options, result);
  if (!result.first_error.empty()) complain(program, result.first_error);
  if (result.errors() == 0 && result.round_trips() == 0) complain(program, "nothing came back");
  return result.errors() == 0 && result.round_trips() != 0 ? 0 : exit_failure;
}

}  // namespace
}  // namespace samples

int main(int argc, char** argv) {
  samples::load_options options;
  if (const auto exit_code = samples::parse_options(argc, argv, options)) return *exit_code;
  try {
    return samples::run(options);
  } catch (const std::exception& error) {
    samples::complain(samples::program, error.what());
    return samples::exit_failure;
  }
}
