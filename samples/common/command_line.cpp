#include "command_line.hpp"

#include <naru/proactor.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <system_error>

namespace samples {
namespace {

// CLI11 would print "--port: 1 required N missing".
std::string to_sentence(const CLI::ArgumentMismatch& error) {
  const std::string text = error.what();
  return text.substr(0, text.find(':')) + " needs a value";
}

}  // namespace

std::optional<int> parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ArgumentMismatch& error) {
    complain(app.get_name(), to_sentence(error));
  } catch (const CLI::ParseError& error) {
    complain(app.get_name(), error.what());
  } catch (const std::invalid_argument& error) {
    complain(app.get_name(), error.what());
  }
  return exit_bad_argument;
}

void complain(std::string_view program, std::string_view what) {
  fmt::print(stderr, "{}: {}\n", program, what);
}

std::uint64_t whole_number(std::string_view name, std::string_view text, limits allowed) {
  std::uint64_t value = 0;
  const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stopped != text.data() + text.size() || value < allowed.least ||
      value > allowed.most) {
    throw std::invalid_argument(fmt::format("{} must be a whole number from {} to {}, not \"{}\"",
                                            name, allowed.least, allowed.most, text));
  }
  return value;
}

CLI::Option* add_text(CLI::App& app, const std::string& name,
                      const std::function<void(const std::string&)>& store,
                      const std::string& description) {
  const auto take = [store](const CLI::results_t& values) {
    store(values.back());
    return true;
  };
  return app.add_option(name, take, description)->take_last();
}

CLI::Option* add_address(CLI::App& app, const std::string& name, naru::address& target,
                         const std::string& description) {
  const auto store = [name, &target](const std::string& text) {
    const auto parsed = naru::address::try_parse(text);
    if (!parsed) {
      throw std::invalid_argument(
          fmt::format("{} must be an IPv4 or IPv6 address in numbers, not \"{}\"", name, text));
    }
    target = *parsed;
  };
  return add_text(app, name, store, description)->type_name("ADDR");
}

CLI::Option* add_port(CLI::App& app, std::uint16_t& target) {
  return add_whole_number(app, "--port", target, {0, 65'535},
                          "the port to listen on, 0 lets the system choose; default: 7777");
}

CLI::Option* add_server(CLI::App& app, host_and_port& target) {
  const auto store = [&target](const std::string& text) {
    target = parse_host_and_port("the server", text);
  };
  return app
      .add_option_function<std::string>("HOST:PORT", store,
                                        "the server's name or address, and its port")
      ->required()
      ->type_name("");
}

CLI::Option* add_backend(CLI::App& app, std::string& target) {
  const auto known = naru::backends();
  const auto store = [known, &target](const std::string& text) {
    if (std::find(known.begin(), known.end(), text) == known.end()) {
      throw std::invalid_argument(fmt::format(
          "--backend must be one of this build's, {}, not \"{}\"", fmt::join(known, " or "), text));
    }
    target = text;
  };
  return add_text(app, "--backend", store,
                  fmt::format("{}; default: the first", fmt::join(known, " or ")))
      ->type_name("NAME");
}

}  // namespace samples
