#include <naru/naru.hpp>

#include <array>
#include <cstdio>

static naru::task<> greet(naru::proactor& proactor) {
  naru::tcp_listener listener(proactor, naru::endpoint::parse("127.0.0.1:0"));
  naru::tcp_stream speaker(proactor);
  auto [connected, accepted] =
      co_await naru::when_all(speaker.connect(listener.local_endpoint()), listener.accept());
  if (connected.error || accepted.error) co_return;
  co_await speaker.send(naru::buffer("hello"));
  std::array<char, 5> heard{};
  const auto [error, bytes] = co_await accepted.content.receive_exactly(naru::buffer(heard));
  std::printf("naru %s: %.*s\n", naru::linked_version().data(), static_cast<int>(bytes),
              heard.data());
}

int main() {
  const auto proactor = naru::make_proactor();
  naru::run(*proactor, greet(*proactor));
}
