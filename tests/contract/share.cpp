#include "share.hpp"

#include <charconv>
#include <set>
#include <string>
#include <vector>

namespace contract {
namespace {

std::vector<std::string> selection;

std::optional<std::size_t> parse_number(std::string_view text) noexcept {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

/// The names of the selected cases, in their order.
std::vector<std::string> select(int argc, const char* const* argv) {
  std::vector<const char*> arguments(argv, argv + argc);
  arguments.push_back("--list-test-cases");  // a flag, which setOption cannot set
  doctest::Context query(static_cast<int>(arguments.size()), arguments.data());
  query.setOption("quiet", true);
  query.run();
  return selection;
}

}  // namespace

std::optional<share> parse_share(std::string_view text) noexcept {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto number = parse_number(text.substr(0, slash));
  const auto total = parse_number(text.substr(slash + 1));
  if (!number || !total || *number == 0 || *number > *total) return std::nullopt;
  return share{*number, *total};
}

void run_only(const share& part, doctest::Context& context, int argc, const char* const* argv) {
  std::set<std::string> seen;
  for (const std::string& name : select(argc, argv)) {
    const std::size_t place = seen.size();
    if (!seen.insert(name).second || place % part.total == part.number - 1) continue;
    context.addFilter("test-case-exclude", name.c_str());
  }
}

void remember_selection(const doctest::QueryData& found) {
  selection.clear();
  for (unsigned i = 0; i < found.num_data; ++i) selection.emplace_back(found.data[i]->m_name);
}

}  // namespace contract
