#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include "scenarios.hpp"

int main(int argc, char** argv) {
  static const std::map<std::string, void (*)(const bench::options&)> scenarios{
      {"echo", bench::serve_echo}, {"idle", bench::serve_idle},   {"fan_out", bench::serve_fan_out},
      {"udp", bench::serve_udp},   {"burst", bench::serve_burst},
  };
  bench::options chosen;
  if (const auto exit_code = bench::parse_options(argc, argv, chosen)) return *exit_code;
  try {
    scenarios.at(chosen.scenario)(chosen);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}
