// A co_await that was forgotten. Behind each line that the compiler refuses stands the sentence
// that it must print.
#include <naru/naru.hpp>

#include <array>
#include <chrono>

using namespace std::chrono_literals;

naru::task<int> answer();

naru::task<> forgetful(naru::stream& stream, naru::channel<int>& numbers) {
  std::array<char, 64> data{};
  auto [error, bytes] = stream.receive(naru::buffer(data));   // says: co_await is missing
  const auto [closed, number] = numbers.receive();            // says: co_await is missing
  auto [result, late] = naru::with_timeout(answer(), 1s);     // says: co_await is missing
  auto [first, second] = naru::when_all(answer(), answer());  // says: co_await is missing
  stream.send(naru::buffer("hello"));  // says: co_await it: nothing happens before that
  answer();                            // says: co_await it: nothing happens before that
  naru::sleep_for(1s);                 // says: co_await it: nothing happens before that
  co_return;
}
