// Names and their addresses.
#include "names.hpp"
#include "support.hpp"
#include "system.hpp"

#include <deque>
#include <string>

using namespace contract;

namespace {

naru::endpoint at_80(std::string_view address) { return {naru::address::parse(address), 80}; }

}  // namespace

TEST_SUITE_BEGIN("resolver");

TEST_CASE("localhost_both_families") {
  // The system decides which families it has, but it must have one.
  endpoints all;
  endpoints v4;
  endpoints v6;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  REQUIRE_FALSE(resolve(*proactor, resolver, "localhost", all).error);
  REQUIRE_FALSE(all.empty());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i].address().is_loopback());
    CHECK(all[i].port() == 80);
    CHECK(std::count(all.begin(), all.end(), all[i]) == 1);
  }
  const auto only = [&](naru::address_family family, endpoints& found) {
    const auto error = resolve(*proactor, resolver, "localhost", found, family).error;
    CHECK((!error || error == naru::error::host_not_found));
    CHECK(found.empty() == static_cast<bool>(error));
  };
  only(naru::address_family::v4, v4);
  only(naru::address_family::v6, v6);
  CHECK(std::ranges::all_of(v4, [](const auto& each) { return each.address().is_v4(); }));
  CHECK(std::ranges::all_of(v6, [](const auto& each) { return each.address().is_v6(); }));
  CHECK_FALSE((v4.empty() && v6.empty()));
}

TEST_CASE("numeric_host_needs_no_lookup") {
  struct {
    std::string_view host;
    std::string_view address;
  } constexpr cases[] = {{"127.0.0.1", "127.0.0.1"},
                         {"::1", "::1"},
                         {"[::1]", "::1"},
                         {"fe80::1%3", "fe80::1%3"},
                         {"[fe80::1%3]", "fe80::1%3"},
                         {"192.0.2.1", "192.0.2.1"}};
  endpoints found;
  const auto before = system_lookups();
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  for (const auto& [host, address] : cases) {
    CAPTURE(host);
    CHECK_FALSE(resolve(*proactor, resolver, host, found).error);
    CHECK(found == endpoints{at_80(address)});
  }
  CHECK(system_lookups() == before);
}

TEST_CASE("a_numeric_host_of_the_other_family_is_not_found") {
  endpoints found{at_80("10.0.0.1")};
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  CHECK(resolve(*proactor, resolver, "127.0.0.1", found, naru::address_family::v6).error ==
        naru::error::host_not_found);
  CHECK(found.empty());
  CHECK(resolve(*proactor, resolver, "::1", found, naru::address_family::v4).error ==
        naru::error::host_not_found);
  CHECK_FALSE(resolve(*proactor, resolver, "::1", found, naru::address_family::v6).error);
  CHECK(found == endpoints{at_80("::1")});
}

TEST_CASE("a_numeric_host_is_done_at_once") {
  // If the operation allows it, at once on a thread that runs the proactor.
  endpoints found;
  recorder resolved(naru::inline_completion::allowed);
  recorder started;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  started.then([&](naru::io_result) {
    CHECK(resolver.resolve("127.0.0.1", 80, found, resolved) == naru::submission::done);
    CHECK_FALSE(resolved.error());
    CHECK(found.size() == 1);
  });
  proactor->post(started);
  REQUIRE(run_until_completed(*proactor, {&started}));
  CHECK_FALSE(resolved.completed());
}

TEST_CASE("unknown_host_is_an_error") {
  endpoints found{at_80("10.0.0.1")};
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  const auto error = resolve(*proactor, resolver, "no-such-host.invalid", found).error;
  CHECK(is_unknown_host(error));
  CHECK_FALSE(error.message().empty());
  CHECK(found.empty());
  // And the resolver goes on.
  CHECK_FALSE(resolve(*proactor, resolver, "localhost", found).error);
}

TEST_CASE("a_host_that_cannot_be_one_is_an_invalid_argument") {
  using namespace std::string_view_literals;
  endpoints found;
  const auto before = system_lookups();
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  const std::string too_long(naru::resolver::host_length_max + 1, 'a');
  for (const std::string_view host : {""sv, "local\0host"sv, std::string_view(too_long), "[]"sv,
                                      "[localhost]"sv, "[127.0.0.1]"sv}) {
    CAPTURE(host);
    CHECK(resolve(*proactor, resolver, host, found).error == std::errc::invalid_argument);
  }
  CHECK(system_lookups() == before);
}

TEST_CASE("the_longest_host_may_end_with_a_dot") {
  endpoints found;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  std::string longest(naru::resolver::host_length_max, 'a');
  for (std::size_t i = 63; i < longest.size(); i += 64) longest[i] = '.';
  CHECK(resolve(*proactor, resolver, longest + '.', found).error != std::errc::invalid_argument);
  CHECK(resolve(*proactor, resolver, longest + "..", found).error == std::errc::invalid_argument);
}

TEST_CASE("several_resolvers_at_once") {
  constexpr std::size_t count = 24;  // more than the process asks the system at a time
  std::deque<recorder> resolved(count);
  std::vector<endpoints> found(count);
  const auto proactor = test_proactor();
  std::vector<naru::resolver> resolvers;
  for (std::size_t i = 0; i < count; ++i) {
    resolvers.emplace_back(*proactor).resolve("localhost", 80, found[i], resolved[i]);
  }
  REQUIRE(run_until(*proactor, [&] { return all_completed(resolved); }));
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FALSE(resolved[i].error());
    CHECK(found[i] == found[0]);
  }
}

TEST_CASE("five_threads_resolve") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = scaled(200);
  struct client {
    explicit client(naru::proactor& proactor, std::size_t left, countdown& done)
        : resolver(proactor), rounds_left(left), finished(done) {}
    void start() { resolver.resolve("localhost", 80, found, resolved); }
    void on_resolved(naru::io_result result) {
      failed = failed || result.error || found.empty();
      --rounds_left != 0 ? start() : finished.arrive();
    }

    endpoints found;
    bool failed = false;
    naru::member_callback resolved = naru::bind<&client::on_resolved>(this);
    naru::resolver resolver;
    std::size_t rounds_left;
    countdown& finished;
  };
  countdown finished(10);
  std::deque<std::unique_ptr<client>> clients;
  const auto proactor = test_proactor();
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<client>(*proactor, rounds, finished));
    clients.back()->start();
  }
  naru::worker_pool workers(*proactor, 5);
  CHECK(finished.wait(40s));
  workers.join();
  for (const auto& each : clients) CHECK_FALSE(each->failed);
  clients.clear();
}

TEST_SUITE_END();
