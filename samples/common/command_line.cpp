#include "command_line.hpp"

#include <naru/proactor.hpp>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
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

const option& option::type_name(const std::string& name) const {
  added_->type_name(name);
  return *this;
}

const option& option::required() const {
  added_->required();
  return *this;
}

const option& option::needs(const option& other) const {
  added_->needs(other.added_);
  return *this;
}

const option& option::excludes(const option& other) const {
  added_->excludes(other.added_);
  return *this;
}

command_line::command_line(const std::string& description, const std::string& program)
    : app_(std::make_unique<CLI::App>(description, program)) {}

command_line::~command_line() = default;

std::optional<int> command_line::parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app_->help());
    return 0;
  } catch (const CLI::ArgumentMismatch& error) {
    complain(app_->get_name(), to_sentence(error));
  } catch (const CLI::ParseError& error) {
    complain(app_->get_name(), error.what());
  } catch (const std::invalid_argument& error) {
    complain(app_->get_name(), error.what());
  }
  return exit_bad_argument;
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

option command_line::add_text(const std::string& name,
                              const std::function<void(const std::string&)>& store,
                              const std::string& description) {
  const auto take = [store](const CLI::results_t& values) {
    store(values.back());
    return true;
  };
  return option(*app_->add_option(name, take, description)->take_last());
}

option command_line::add_address(const std::string& name, naru::address& target,
                                 const std::string& description) {
  const auto store = [name, &target](const std::string& text) {
    const auto parsed = naru::address::try_parse(text);
    if (!parsed) {
      throw std::invalid_argument(
          fmt::format("{} must be an IPv4 or IPv6 address in numbers, not \"{}\"", name, text));
    }
    target = *parsed;
  };
  return add_text(name, store, description).type_name("ADDR");
}

void command_line::add_flag(const std::string& name, const std::function<void()>& given,
                            const std::string& description) {
  app_->add_flag_callback(name, given, description);
}

option command_line::add_port(std::uint16_t& target) {
  return add_whole_number("--port", target, {0, 65'535},
                          "the port to listen on, 0 lets the system choose; default: 7777");
}

option command_line::add_server(host_and_port& target) {
  const auto store = [&target](const std::string& text) {
    target = parse_host_and_port("the server", text);
  };
  return add_text("HOST:PORT", store, "the server's name or address, and its port")
      .required()
      .type_name("");
}

option command_line::add_backend(std::string& target) {
  const auto known = naru::backends();
  const auto store = [known, &target](const std::string& text) {
    if (std::find(known.begin(), known.end(), text) == known.end()) {
      throw std::invalid_argument(fmt::format(
          "--backend must be one of this build's, {}, not \"{}\"", fmt::join(known, " or "), text));
    }
    target = text;
  };
  return add_text("--backend", store,
                  fmt::format("{}; default: the first", fmt::join(known, " or ")))
      .type_name("NAME");
}

}  // namespace samples
