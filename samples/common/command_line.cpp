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

// CLI11 says "--port: 1 required N missing".
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

host_and_port parse_host_and_port(std::string_view name, std::string_view text) {
  const std::size_t colon = text.rfind(':');
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (colon == std::string_view::npos || host.empty() ||
      (!bracketed && host.find(':') != std::string_view::npos)) {
    throw std::invalid_argument(fmt::format("{} must be HOST:PORT, not \"{}\"", name, text));
  }
  const std::string port_name = fmt::format("the port of {}", name);
  return {std::string(host),
          static_cast<std::uint16_t>(whole_number(port_name, text.substr(colon + 1), {1, 65'535}))};
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
