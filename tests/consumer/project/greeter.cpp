// A shared library of the user's own that uses naru inside.
#include <naru/naru.hpp>

#include <array>
#include <string>

#include "greeter.hpp"

namespace {

naru::task<std::string> say_hello(naru::proactor& proactor) {
  naru::tcp_listener listener(proactor, naru::endpoint::parse("127.0.0.1:0"));
  naru::tcp_stream speaker(proactor);
  auto [connected, accepted] =
      co_await naru::when_all(speaker.connect(listener.local_endpoint()), listener.accept());
  if (connected.error || accepted.error) co_return "nobody is there";
  co_await speaker.send(naru::buffer("hello"));
  std::array<std::byte, 5> heard{};
  const auto [error, bytes] = co_await accepted.content.receive_exactly(naru::buffer(heard));
  co_return std::string(naru::const_buffer(heard).first(bytes));
}

}  // namespace

std::string greeting() {
  const auto proactor = naru::make_proactor();
  return naru::run(*proactor, say_hello(*proactor));
}

std::string refusal() {
  try {
    static_cast<void>(naru::endpoint::parse("localhost:7777"));
    return "";
  } catch (const std::invalid_argument& error) {  // thrown in naru, caught here
    return error.what();
  }
}
