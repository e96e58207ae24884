#include "visitor.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "../common/printable.hpp"
#include "guest.hpp"

namespace samples::lobby_client {
namespace {

constexpr int steps = 3;

void print(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace

const naru::packet_handlers<visitor&>& visitor::handlers() {
  static const auto all = naru::packet_handlers<visitor&>()
                              .on<lobby::Moved>(&visitor::on_moved)
                              .on<lobby::Refused>([](visitor&, const lobby::Refused& refused) {
                                print(fmt::format("refused: {}", printable(refused.why())));
                              });
  return all;
}

naru::task<> visitor::serve() {
  lobby::Login login;
  login.set_version(lobby_server::protocol_version);
  login.set_name(name_);
  send(login);
  const auto first = co_await receive();
  if (!first) co_return;
  const auto welcome = naru::read_packet<lobby::Welcome>(*first);
  if (!welcome) {
    static_cast<void>(handlers().dispatch(*this, *first));  // it may be a refusal
    co_return;
  }
  print(fmt::format("welcome, {} others are here", welcome->others_size()));
  for (int step = 1; step <= steps; ++step) {
    lobby::Move move;
    move.set_x(static_cast<float>(step));
    send(move);
  }
  while (!arrived_) {
    const auto next = co_await receive();
    if (!next) co_return;
    if (handlers().dispatch(*this, *next) != naru::dispatch_outcome::handled) {
      print(fmt::format("an unexpected packet {}", next->id));
      co_return;
    }
  }
}

void visitor::on_moved(const lobby::Moved& heard) {
  print(fmt::format("{} moved to {}, {}", printable(heard.name()), heard.x(), heard.y()));
  arrived_ = heard.name() == name_ && heard.x() == static_cast<float>(steps);
}

void visitor::on_closed(naru::close_reason reason) {
  if (!arrived_) print(fmt::format("disconnected: {}", naru::describe(reason)));
}

}  // namespace samples::lobby_client
