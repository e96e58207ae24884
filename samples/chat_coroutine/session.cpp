#include "session.hpp"

#include <naru/naru.hpp>

#include <array>
#include <string_view>
#include <utility>

#include "chat.hpp"

namespace samples {
namespace {

constexpr std::size_t line_length_max = 1024;
constexpr std::chrono::seconds send_timeout{5};

std::string_view without_line_end(naru::const_buffer line) {
  std::string_view text = line;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// However the reader ends, the writer still sends the lines that are there, and then ends too.
struct end_of_lines {
  ~end_of_lines() { from.lines.close(); }

  member& from;
};

/// Reads the member's lines until the member leaves, is silent too long, or the server stops.
naru::task<> read_lines(naru::tcp_stream& stream, chat& all, member& self,
                        std::chrono::seconds idle_timeout) {
  const end_of_lines end{self};
  std::array<std::byte, line_length_max> storage;
  naru::buffered_reader reader(stream, naru::buffer(storage));
  bool stays = true;
  while (stays) {
    const auto [error, bytes] = co_await naru::with_timeout(reader.read_until("\n"), idle_timeout);
    if (error == std::errc::timed_out) self.tell("* you were silent too long");
    if (error == std::errc::operation_canceled) self.tell("* the server stops");
    if (error) break;
    stays = all.handle(self, without_line_end(reader.data().first(bytes)));
    reader.consume(bytes);
  }
}

/// Writes the lines for the member, the last goodbye included: no stop reaches this.
naru::task<> write_lines(naru::tcp_stream& stream, member& self) {
  for (;;) {
    const auto [error, line] = co_await self.lines.receive();
    if (error) break;
    const auto sent = co_await naru::with_timeout(stream.send(naru::buffer(*line)), send_timeout);
    if (sent.error) break;
  }
  stream.close();  // ends the reader too, if it waits
}

naru::task<> session(naru::tcp_stream stream, chat& all, std::chrono::seconds idle_timeout) {
  member self("guest");
  const chat::presence here(all, self);
  co_await naru::when_all(read_lines(stream, all, self, idle_timeout),
                          naru::shielded(write_lines(stream, self)));
}

}  // namespace

naru::task<> serve_chat(naru::tcp_listener& listener, std::chrono::seconds idle_timeout) {
  chat all;
  naru::task_scope sessions(listener.owner());
  for (;;) {
    auto [error, stream] = co_await listener.accept();
    if (error == std::errc::operation_canceled || !listener.is_open()) break;
    if (!error) sessions.spawn(session(std::move(stream), all, idle_timeout));
  }
  co_await sessions.join();
}

}  // namespace samples
