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

/// Empty where the program should go on; otherwise what it should exit with. Prints the help that
/// was asked for, or what is wrong in one sentence.
[[nodiscard]] std::optional<int> parse(CLI::App& app, int argc, const char* const* argv);

/// The number that `text` is. Throws std::invalid_argument where it is none within the limits;
/// `name` is how the sentence begins.
[[nodiscard]] std::uint64_t whole_number(std::string_view name, std::string_view text,
                                         limits allowed);

/// An option whose value `store` takes, or refuses by std::invalid_argument. Of several the last
/// counts.
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

/// --port, to listen on, whose default is 7777.
CLI::Option* add_port(CLI::App& app, std::uint16_t& target);
/// HOST:PORT, without which the program does not start.
CLI::Option* add_server(CLI::App& app, host_and_port& target);

/// --backend, whose default is the system's own.
CLI::Option* add_backend(CLI::App& app, std::string& target);

}  // namespace samples
