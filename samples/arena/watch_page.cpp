#include "watch_page.hpp"

#include <naru/dump.hpp>
#include <naru/metrics.hpp>

#include <fmt/format.h>

#include <chrono>

namespace samples::arena {

void watch_page::on_message(naru::const_buffer bytes) {
  head_ += std::string_view(bytes);
  if (head_.size() > head_max) return close();
  if (head_.find("\r\n\r\n") == std::string::npos) return;
  if (head_.starts_with("GET /metrics ")) return answer("text/plain; version=0.0.4", metrics());
  if (head_.starts_with("GET /dump ")) return answer("text/plain", dump());
  send("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  close();
}

void watch_page::answer(const std::string& type, const std::string& text) {
  send(
      fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nConnection: close\r\n"
                  "Content-Length: {}\r\n\r\n{}",
                  type, text.size(), text));
  close();
}

std::string watch_page::metrics() const {
  naru::metrics page;
  page.add(all_.proactor);
  page.add(all_.players, "players");
  page.histogram("arena_tick_seconds", "The time of one tick of a room.", all_.tick_seconds);
  page.counter("arena_whispers_total", "The whispers, by what became of them.",
               all_.shared.whispers.delivered.load(), {{"delivered", "yes"}});
  page.counter("arena_whispers_total", "The whispers, by what became of them.",
               all_.shared.whispers.not_delivered.load(), {{"delivered", "no"}});
  page.counter("arena_scores_saved_total", "The scores that were written to the database.",
               all_.shared.scores.saved());
  return page.text();
}

std::string watch_page::dump() const {
  const auto began = std::chrono::steady_clock::now();
  const std::string text = naru::dump(all_.proactor) + naru::dump(all_.players);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
  return fmt::format("# taken in {:.2f} ms\n{}", took.count(), text);
}

}  // namespace samples::arena
