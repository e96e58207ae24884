// The table of the presets in docs/simulation.md has their figures.
#include <naru/simulation/link.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace {

std::string with_commas(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string time_text(naru::link::duration time) {
  const std::chrono::duration<double, std::milli> ms = time;
  std::ostringstream text;
  if (ms.count() >= 1'000) {
    text << ms.count() / 1'000 << " s";
  } else {
    text << ms.count() << " ms";
  }
  return text.str();
}

std::string percent(double probability) {
  std::ostringstream text;
  text << probability * 100 << " %";
  return text.str();
}

std::string row_of(std::string_view name, const naru::link& one) {
  const bool is_limited = one.bytes_per_second != 0;
  const bool has_bursts = one.burst_length.count() != 0;
  std::ostringstream row;
  row << "| `" << name << "()` | " << time_text(one.latency) << " | " << time_text(one.jitter)
      << " | " << (is_limited ? with_commas(one.bytes_per_second) : "unlimited") << " | "
      << (is_limited ? time_text(one.queue_max) : "–") << " | "
      << (one.loss > 0 ? percent(one.loss) : "none") << " | "
      << (has_bursts ? percent(one.loss_in_burst) : "–") << " | "
      << (has_bursts ? time_text(one.burst_length) + " every " + time_text(one.burst_every)
                     : "none")
      << " | " << with_commas(one.mtu) << " |\n";
  return row.str();
}

}  // namespace

TEST_CASE("the_table_of_links_has_their_figures") {
  std::ifstream file(NARU_DOCUMENT, std::ios::binary);
  std::stringstream page;
  page << file.rdbuf();
  std::string text = page.str();
  std::erase(text, '\r');
  REQUIRE_FALSE(text.empty());
  for (const auto& row :
       {row_of("lan", naru::link::lan()), row_of("wifi", naru::link::wifi()),
        row_of("mobile", naru::link::mobile()), row_of("poor", naru::link::poor()),
        row_of("satellite", naru::link::satellite())}) {
    CAPTURE(row);
    CHECK(text.find(row) != std::string::npos);
  }
}
