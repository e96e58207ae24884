// command_line: what a program may be called with. Options have limits, and errors are one
// sentence.
//
//     samples::command_line line("What the program does.", "program");
//     line.add_whole_number("--port", options.port, {0, 65535}, "the port");
//     if (const auto exit_code = line.parse(argc, argv)) return *exit_code;
//
// CLI11 does the work. Only command_line.cpp includes it, because it takes long to compile.
#pragma once

#include <naru/address.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "complaint.hpp"
#include "host_and_port.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace samples {

struct limits {
  std::uint64_t least;
  std::uint64_t most;
};

/// Converts `text` to a number. Throws std::invalid_argument if it is not a number within the
/// limits; the sentence begins with `name`.
[[nodiscard]] std::uint64_t whole_number(std::string_view name, std::string_view text,
                                         limits allowed);

/// One option of a command line, which must still exist.
class option {
 public:
  explicit option(CLI::Option& added) : added_(&added) {}

  /// How the help calls the value.
  const option& type_name(const std::string& name) const;
  const option& required() const;
  const option& needs(const option& other) const;
  const option& excludes(const option& other) const;

 private:
  CLI::Option* added_;
};

class command_line {
 public:
  command_line(const std::string& description, const std::string& program);
  ~command_line();
  command_line(const command_line&) = delete;
  command_line& operator=(const command_line&) = delete;

  /// Empty if the program should go on; otherwise the exit code. Prints the help if it was asked
  /// for, or tells in one sentence what is wrong.
  [[nodiscard]] std::optional<int> parse(int argc, const char* const* argv);

  /// `store` takes the value, or refuses it by std::invalid_argument. If the option comes several
  /// times, the last one counts.
  option add_text(const std::string& name, const std::function<void(const std::string&)>& store,
                  const std::string& description);

  template <class Number>
  option add_whole_number(const std::string& name, Number& target, limits allowed,
                          const std::string& description) {
    const auto store = [name, &target, allowed](const std::string& text) {
      target = static_cast<Number>(whole_number(name, text, allowed));
    };
    return add_text(name, store, description).type_name("N");
  }

  option add_address(const std::string& name, naru::address& target,
                     const std::string& description);
  /// Calls `given` if the option is there. It takes no value.
  void add_flag(const std::string& name, const std::function<void()>& given,
                const std::string& description);

  /// Adds --port, the port to listen on; the default is 7777.
  option add_port(std::uint16_t& target);
  /// Adds HOST:PORT, which the program requires.
  option add_server(host_and_port& target);
  /// Adds --backend; the default is the system's own backend.
  option add_backend(std::string& target);

 private:
  std::unique_ptr<CLI::App> app_;
};

}  // namespace samples
