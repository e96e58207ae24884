// Goes through kept inputs without libFuzzer: PROGRAM FOLDER
#include "fuzz_target.hpp"

#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace {

std::vector<char> content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::filesystem::filesystem_error("cannot open", file, std::error_code());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::size_t replay(const std::filesystem::path& folder) {
  std::size_t inputs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // Printed before the input is tried, because a failed assertion leaves no time for it.
    std::printf("%s\n", entry.path().filename().string().c_str());
    std::fflush(stdout);
    const std::vector<char> input = content_of(entry.path());
    check_input(naru::buffer(input));
    ++inputs;
  }
  return inputs;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "One argument: the folder with the inputs\n");
    return 2;
  }
  try {
    check_input({});
    const std::size_t inputs = replay(arguments[1]);
    std::printf("%zu inputs\n", inputs);
    return inputs != 0 ? 0 : 1;  // an empty folder is a mistake
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
