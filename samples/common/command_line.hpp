// Command lines: options with limits, and errors that are one sentence.
//
//     CLI::App app("What the program does.", "program");
//     samples::add_whole_number(app, "--port", options.port, {0, 65535}, "the port");
//     if (const auto exit_code = samples::parse(app, argc, argv)) return *exit_code;
#pragma once

#include <naru/address.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "complaint.hpp"
#include "host_and_port.hpp"

namespace samples {

struct limits {
  std::uint64_t least;
  std::uint64_t most;
};

/// Empty if the program should go on; otherwise the exit code. Prints the help if it was asked
/// for, or tells in one sentence what is wrong.
[[nodiscard]] std::optional<int> parse(CLI::App& app, int argc, const char* const* argv);

/// Converts `text` to a number. Throws std::invalid_argument if it is not a number within the
/// limits; the sentence begins with `name`.
[[nodiscard]] std::uint64_t whole_number(std::string_view name, std::string_view text,
                                         limits allowed);

/// Adds an option. `store` takes its value, or refuses it by std::invalid_argument. If the option
/// comes several times, the last one counts.
CLI::Option* add_text(CLI::App& app, const std::string& name,
                      const std::function<void(const std::string&)>& store,
                      const std::string& description);

template <class Number>
CLI::Option* add_whole_number(CLI::App& app, const std::string& name, Number& target,
                              limits allowed, const std::string& description) {
  const auto store = [name, &target, allowed](const std::string& text) {
    target = static_cast<Number>(whole_number(name, text, allowed));
  };
  return add_text(app, name, store, description)->type_name("N");
}

CLI::Option* add_address(CLI::App& app, const std::string& name, naru::address& target,
                         const std::string& description);

/// Adds --port, the port to listen on; the default is 7777.
CLI::Option* add_port(CLI::App& app, std::uint16_t& target);
/// Adds HOST:PORT, which the program requires.
CLI::Option* add_server(CLI::App& app, host_and_port& target);

/// Adds --backend; the default is the system's own backend.
CLI::Option* add_backend(CLI::App& app, std::string& target);

}  // namespace samples
