#include <cstdio>
#include <exception>

#include "scenarios.hpp"

int main(int argc, char** argv) {
  bench::options chosen;
  if (const auto exit_code = bench::parse_options(argc, argv, chosen)) return *exit_code;
  try {
    bench::scenarios().at(chosen.scenario)(chosen);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return 1;
  }
}
