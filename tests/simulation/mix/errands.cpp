#include <naru/error.hpp>
#include <naru/resolver.hpp>
#include <naru/run.hpp>
#include <naru/sleep.hpp>
#include <naru/with_timeout.hpp>

#include <algorithm>
#include <array>
#include <map>

#include "chores.hpp"
#include "content.hpp"

namespace mix {

using namespace std::chrono_literals;

errands::errands(naru::proactor& owner, scene& in, std::vector<naru::simulated_host*> hosts,
                 const naru::endpoint& echo)
    : scene_(in),
      hosts_(std::move(hosts)),
      echo_(echo),
      values_(static_cast<std::size_t>(between(in.world, 1, 8))),
      socket_(owner, {naru::address::any_v4(), 0}),
      scope_(owner) {
  scope_.spawn(fill());
  scope_.spawn(drain());
  scope_.spawn(look_up());
  scope_.spawn(send_datagrams());
}

void errands::join() {
  naru::run(scope_.owner(), scope_.join());
  while (const auto left = values_.try_receive()) {
    scene_.seen.require(*left == taken_++, "a channel lost a value or changed the order");
  }
  scene_.seen.require(put_ == taken_, "a channel lost a value");
}

naru::task<> errands::fill() {
  for (;;) {
    for (std::uint64_t left = scene_.world.random(12); left != 0; --left) {
      const std::error_code error = co_await values_.send(put_);
      if (error) co_return;
      ++put_;
    }
    const std::error_code stopped =
        co_await naru::sleep_for(milliseconds_between(scene_.world, 1, 2'000));
    if (stopped) co_return;
  }
}

naru::task<> errands::drain() {
  for (;;) {
    const auto [error, value] = co_await values_.receive();
    if (error) co_return;
    scene_.seen.require(value == taken_++, "a channel lost a value or changed the order");
    if (!happens(scene_.world, 200)) continue;
    const std::error_code stopped =
        co_await naru::sleep_for(milliseconds_between(scene_.world, 1, 500));
    if (stopped) co_return;
  }
}

naru::task<> errands::look_up() {
  naru::resolver resolver(scope_.owner());
  for (;;) {
    const naru::simulated_host& wanted = *hosts_[scene_.world.random(hosts_.size())];
    const bool exists = scene_.world.random(4) != 0;
    const std::string name = exists ? std::string(wanted.name()) : "nobody.example";
    const auto found = co_await resolver.resolve(name, 80);
    if (found.error == std::errc::operation_canceled) co_return;
    check_answer(exists ? &wanted : nullptr, found);
    const std::error_code stopped =
        co_await naru::sleep_for(milliseconds_between(scene_.world, 100, 4'000));
    if (stopped) co_return;
  }
}

void errands::check_answer(const naru::simulated_host* wanted, const answer& found) {
  const bool failed = found.error && found.error != naru::error::host_not_found;
  if (failed && scene_.calls_may_fail) return;
  if (wanted == nullptr) {
    return scene_.seen.require(found.error == naru::error::host_not_found,
                               "a name that nobody has was found");
  }
  scene_.seen.require(!found.error && found.content.size() == 1 &&
                          found.content.front() == naru::endpoint(wanted->address(), 80),
                      "a name led to a wrong address, or to none");
}

// A datagram may get lost, and each link that it crosses may bring it twice.
naru::task<> errands::send_datagrams() {
  constexpr unsigned copies_max = 4;
  std::vector<char> content;
  std::vector<std::byte> came(1'500);
  std::map<std::uint32_t, unsigned> copies;
  for (std::uint32_t number = 0;; ++number) {
    const auto size = static_cast<std::uint32_t>(between(scene_.world, content_size_min, 1'000));
    const auto payload = content_of({1, number, size, 'u'}, content);
    const naru::io_result sent = co_await socket_.send_to(payload, echo_);
    if (sent.error == std::errc::operation_canceled) co_return;
    ++scene_.seen.done.datagrams;
    const auto patience = milliseconds_between(scene_.world, 50, 1'000);
    for (;;) {
      const auto got =
          co_await naru::with_timeout(socket_.receive_from(naru::buffer(came)), patience);
      if (got.error == std::errc::operation_canceled) co_return;
      if (got.error) break;
      const naru::const_buffer bytes = naru::buffer(came, got.bytes);
      const std::string_view text = bytes;
      scene_.seen.require(text.size() >= content_size_min && text.front() == 'u',
                          "a datagram came that nobody sent");
      std::uint32_t back = 0;
      for (const char digit : text.substr(1, 8)) {
        back =
            back << 4 | static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
      }
      const auto same =
          content_of({1, back, static_cast<std::uint32_t>(bytes.size()), 'u'}, content);
      scene_.seen.require(std::string_view(same) == text, "a datagram was changed");
      scene_.seen.require(back <= number && ++copies[back] <= copies_max,
                          "a datagram came more often than links may bring it");
    }
  }
}

// datagram_echo

datagram_echo::datagram_echo(naru::proactor& owner)
    : socket_(owner, {naru::address::any_v4(), port}), scope_(owner) {
  scope_.spawn(serve());
  scope_.spawn(serve());
}

void datagram_echo::join() { naru::run(scope_.owner(), scope_.join()); }

naru::task<> datagram_echo::serve() {
  std::vector<std::byte> room(1'500);
  for (;;) {
    const auto [error, bytes, source] = co_await socket_.receive_from(naru::buffer(room));
    if (error == std::errc::operation_canceled) co_return;
    if (error) continue;
    const naru::io_result sent = co_await socket_.send_to(naru::buffer(room, bytes), source);
    if (sent.error == std::errc::operation_canceled) co_return;
  }
}

}  // namespace mix
