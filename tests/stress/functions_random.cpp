// Everything that can be done with functions, at random, from everywhere: posts, timers, beats,
// blocking work and tasks, while serials, tickers and pools end at any point, and the proactor
// stops, goes on and is destroyed. Each function runs once or is destroyed, the functions of a
// serial run in order and never side by side, and what nobody drops runs before run returns.
//
// NARU_STRESS_SECONDS sets how long (4), NARU_STRESS_SEED the choices.
#include "support.hpp"

#include <naru/detail/frame_memory.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "stress_time.hpp"

using namespace contract;

namespace {

using stress::between;
using stress::random_numbers;

constexpr std::size_t posters = 3;
constexpr std::size_t runners = 3;
constexpr std::size_t visitors = 4;
constexpr std::size_t places = 4;

struct broken : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The right and wrong events of a run.
struct tally {
  std::atomic<std::size_t> made{0};
  std::atomic<std::size_t> ran{0};
  std::atomic<std::size_t> gone{0};
  std::atomic<std::size_t> twice{0};
  std::atomic<std::size_t> side_by_side{0};
  std::atomic<std::size_t> out_of_order{0};
  std::atomic<std::size_t> lost{0};
  std::atomic<std::size_t> beats{0};
  std::atomic<std::size_t> wrong_beats{0};
  std::atomic<std::size_t> works{0};
  std::atomic<std::size_t> visits{0};
  std::atomic<std::size_t> thrown{0};
  std::atomic<std::size_t> reported{0};
};

/// Goes with a function, and notes its fate.
class token {
 public:
  explicit token(tally& seen) : seen_(&seen) { ++seen.made; }
  token(token&& other) noexcept
      : seen_(std::exchange(other.seen_, nullptr)), ran_(std::exchange(other.ran_, false)) {}
  token& operator=(token&&) = delete;
  ~token() {
    if (seen_ == nullptr) return;
    ++seen_->gone;
    if (ran_) ++seen_->ran;
  }
  void run() {
    if (std::exchange(ran_, true)) ++seen_->twice;
  }
  [[noreturn]] void fail() {
    ++seen_->thrown;
    throw broken("asked for");
  }

 private:
  tally* seen_;
  bool ran_ = false;
};

/// Beats must be numbered without a gap.
class beat_check {
 public:
  explicit beat_check(tally& seen) : seen_(&seen) {}
  void operator()(const naru::tick& now) {
    ++seen_->beats;
    if (now.number != last_ + 1 + now.missed) ++seen_->wrong_beats;
    last_ = now.number;
  }

 private:
  tally* seen_;
  std::uint64_t last_ = 0;
};

class room {
 public:
  room(naru::proactor& owner, std::size_t waiting_max, tally& seen)
      : seen_(seen), turn_(owner, {.waiting_max = waiting_max}) {}

  /// Functions and tasks of the serial call this.
  void pass() {
    if (inside_.exchange(true)) ++seen_.side_by_side;
    ++passes_;
    inside_ = false;
  }

  /// Only for the thread of `poster`. `extra` goes with the function, and may own the room.
  template <class Extra>
  void post(std::size_t poster, bool fails, Extra extra) {
    const std::size_t number = posted_[poster];
    const bool taken = turn_.post(
        [this, poster, number, fails, last = std::move(extra), mark = token(seen_)]() mutable {
          mark.run();
          pass();
          if (next_[poster]++ != number) ++seen_.out_of_order;
          if (!turn_.runs_on_this_thread()) ++seen_.side_by_side;
          static_cast<void>(last);
          if (fails) mark.fail();
        });
    if (taken) ++posted_[poster];
  }
  void post_again(std::size_t times) {
    turn_.post([this, times, mark = token(seen_)]() mutable {
      mark.run();
      pass();
      if (times != 0) post_again(times - 1);
    });
  }
  void post_after(std::chrono::microseconds time) {
    turn_.post_after(time, [this, mark = token(seen_)]() mutable {
      mark.run();
      pass();
    });
  }
  void post_every(std::chrono::microseconds period) {
    turn_.post_every(period, [this, check = beat_check(seen_)](const naru::tick& now) mutable {
      check(now);
      pass();
    });
  }
  void stop(naru::stop_mode how) {
    if (how == naru::stop_mode::drop) drops_ = true;
    turn_.stop(how);
  }
  /// After run has returned.
  void check_all_ran() {
    if (!drops_ && (next_ != posted_ || turn_.waiting() != 0)) ++seen_.lost;
  }
  [[nodiscard]] naru::serial& turn() { return turn_; }

 private:
  tally& seen_;
  std::atomic<bool> inside_ = false;
  std::size_t passes_ = 0;  // not atomic: a sanitizer sees a race
  std::atomic<bool> drops_ = false;
  std::array<std::size_t, posters> posted_{};  // each for the thread of one poster
  std::array<std::size_t, posters> next_{};    // for the functions
  naru::serial turn_;                          // last, so it ends first
};

/// Something that threads use while others replace it.
template <class T>
class shared_place {
 public:
  void set(std::shared_ptr<T> next) {
    {
      const std::lock_guard lock(mutex_);
      now_.swap(next);
    }
    next.reset();
  }
  [[nodiscard]] std::shared_ptr<T> get() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }

 private:
  mutable std::mutex mutex_;  // guards now_
  std::shared_ptr<T> now_;
};

/// A place at which a number of threads wait for each other, again and again. Not std::barrier,
/// because that of GCC 12 for Windows may leave all of them waiting.
class meeting_point {
 public:
  explicit meeting_point(std::size_t threads) : threads_(threads) {}

  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    if (++arrived_ == threads_) {
      arrived_ = 0;
      ++meetings_;
      return met_.notify_all();
    }
    met_.wait(lock, [this, before = meetings_] { return meetings_ != before; });
  }

 private:
  const std::size_t threads_;
  std::mutex mutex_;  // guards the rest
  std::condition_variable met_;
  std::size_t arrived_ = 0;
  std::size_t meetings_ = 0;
};

/// The life of one proactor.
struct generation {
  explicit generation(tally& counted) : seen(counted) {
    naru::proactor_options options;
    options.on_failure = [this](const naru::failure& failed) {
      if (failed.exception) ++seen.reported;
    };
    proactor = test_proactor(options);
    pool.set(std::make_shared<naru::blocking_pool>(2));
  }

  [[nodiscard]] shared_place<room>& any_room(random_numbers& random) {
    return rooms[between(random, 0, places - 1)];
  }
  void pause_if_asked() {
    if (!pausing) return;
    meeting.arrive_and_wait();
    meeting.arrive_and_wait();
  }

  tally& seen;
  std::unique_ptr<naru::proactor> proactor;
  shared_place<naru::blocking_pool> pool;
  std::array<shared_place<room>, places> rooms;
  std::atomic<bool> over = false;  // for those who post
  std::atomic<bool> quit = false;  // for those who run the proactor
  std::atomic<bool> pausing = false;
  meeting_point meeting{runners + 1};
};

// Runners.

void run_somehow(naru::proactor& proactor, random_numbers& random) {
  switch (between(random, 0, 3)) {
    case 0:
      proactor.run();
      break;
    case 1:
      proactor.run_for(1ms);
      break;
    case 2:
      proactor.run_one();
      break;
    default:
      proactor.poll();
  }
}

void run_until_quit(generation& now, std::uint64_t seed) {
  random_numbers random(seed);
  while (!now.quit) {
    run_somehow(*now.proactor, random);
    now.pause_if_asked();
  }
  now.proactor->run();  // returns at once if the proactor is stopped
}

void stop_and_restart(generation& now) {
  now.pausing = true;
  now.proactor->stop();
  now.meeting.arrive_and_wait();
  now.proactor->restart();
  now.pausing = false;
  now.meeting.arrive_and_wait();
}

// Posters.

void post_on_proactor(generation& now, std::size_t times) {
  naru::post(*now.proactor, [&now, times, mark = token(now.seen)]() mutable {
    mark.run();
    if (times != 0) return post_on_proactor(now, times - 1);
    mark.fail();
  });
}

/// A ticker that its own function ends.
struct own_ticker {
  naru::ticker ticker;
  std::atomic<bool> is_set = false;
};

void start_own_ticker(generation& now, std::size_t beats) {
  const auto made = std::make_shared<own_ticker>();
  made->ticker = naru::every(*now.proactor, 100us, [made, beats]() mutable {
    if (beats != 0) --beats;
    if (beats == 0 && made->is_set) made->ticker.stop();
  });
  made->is_set = true;
}

void run_work(generation& now, const std::shared_ptr<room>& chosen, random_numbers& random) {
  const auto pool = now.pool.get();
  const bool fails = between(random, 0, 3) == 0;
  auto work = [&now, fails, last = chosen, mark = token(now.seen)]() mutable {
    mark.run();
    ++now.seen.works;
    if (fails) throw broken("in the pool");
    return 7;
  };
  auto done = [&now, mark = token(now.seen)](naru::outcome<int> found) mutable {
    mark.run();
    if (found && found.value() != 7) ++now.seen.lost;
  };
  if (chosen != nullptr && between(random, 0, 1) == 0) {
    pool->run(std::move(work), chosen->turn(), std::move(done));
  } else {
    pool->run(std::move(work), *now.proactor, std::move(done));
  }
}

void change_pool(generation& now, random_numbers& random) {
  const auto how = between(random, 0, 1) == 0 ? naru::stop_mode::drain : naru::stop_mode::drop;
  if (between(random, 0, 1) == 0) now.pool.get()->stop(how);
  now.pool.set(std::make_shared<naru::blocking_pool>(
      between(random, 1, 2), naru::blocking_pool_options{between(random, 1, 50)}));
}

void use_room(const std::shared_ptr<room>& chosen, std::size_t poster, random_numbers& random) {
  const std::size_t what = between(random, 0, 99);
  if (what < 60) return chosen->post(poster, what == 0, 0);
  if (what < 75) return chosen->post(poster, what == 60, chosen);
  if (what < 80) return chosen->post(poster, false, std::array<char, 100>());
  if (what < 85) return chosen->post_again(between(random, 0, 100));
  if (what < 95) return chosen->post_after(std::chrono::microseconds(between(random, 0, 2'000)));
  if (what < 97) return chosen->post_every(std::chrono::microseconds(between(random, 1, 500)));
  chosen->stop(what == 97 ? naru::stop_mode::drain : naru::stop_mode::drop);
}

void change_ticker(generation& now, naru::ticker& ticker, const std::shared_ptr<room>& chosen,
                   random_numbers& random) {
  const auto period = std::chrono::microseconds(between(random, 1, 1'000));
  if (between(random, 0, 2) == 0) {
    ticker.stop();
  } else if (chosen != nullptr && between(random, 0, 1) == 0) {
    ticker = naru::every(chosen->turn(), period, beat_check(now.seen));
  } else {
    ticker = naru::every(*now.proactor, period, beat_check(now.seen));
  }
}

void post_until_over(generation& now, std::size_t poster, std::uint64_t seed) {
  random_numbers random(seed);
  std::array<naru::ticker, 3> tickers;
  while (!now.over) {
    shared_place<room>& place = now.any_room(random);
    const std::shared_ptr<room> chosen = place.get();
    const std::size_t what = between(random, 0, 199);
    if (chosen == nullptr || what == 0) {
      place.set(std::make_shared<room>(*now.proactor, between(random, 1, 500), now.seen));
    } else if (what == 1) {
      place.set(nullptr);
    } else if (what < 10) {
      post_on_proactor(now, between(random, 0, 3));
    } else if (what < 15) {
      change_ticker(now, tickers[between(random, 0, tickers.size() - 1)], chosen, random);
    } else if (what == 15) {
      start_own_ticker(now, between(random, 1, 5));
    } else if (what < 25) {
      run_work(now, chosen, random);
    } else if (what == 25) {
      change_pool(now, random);
    } else if (what == 26) {
      std::this_thread::sleep_for(std::chrono::microseconds(between(random, 0, 2'000)));
    } else {
      use_room(chosen, poster, random);
    }
  }
}

// Visitors.

naru::task<> stay(generation& now, room& entered, random_numbers& random) {
  for (std::size_t steps = between(random, 0, 20); steps != 0; --steps) {
    entered.pass();
    switch (between(random, 0, 3)) {
      case 0:
        co_await naru::sleep_for(std::chrono::microseconds(between(random, 0, 300)));
        break;
      case 1: {
        const auto pool = now.pool.get();
        const auto work = [] { return 1; };
        try {
          co_await pool->run(work);
        } catch (const std::system_error&) {
          // The pool is full or has stopped.
        }
        break;
      }
      default:
        co_await naru::yield();
    }
  }
  entered.pass();
}

naru::task<> visit_until_over(generation& now, std::uint64_t seed) {
  random_numbers random(seed);
  while (!now.over) {
    std::shared_ptr<room> chosen = now.any_room(random).get();
    if (chosen != nullptr) {
      ++now.seen.visits;
      co_await chosen->turn().enter();
      co_await stay(now, *chosen, random);
      co_await naru::resume_on(*now.proactor);
      chosen.reset();
    }
    co_await naru::yield();
  }
}

naru::task<> all_visit(generation& now, std::uint64_t seed) {
  naru::task_scope scope(*now.proactor);
  for (std::size_t i = 0; i != visitors; ++i) scope.spawn(visit_until_over(now, seed + i));
  co_await scope.join();
}

/// Returns when everybody has gone but those who run the proactor.
void live(generation& now, std::uint64_t seed, std::chrono::milliseconds time) {
  random_numbers random(seed);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i != posters; ++i) {
    threads.emplace_back([&now, i, first = random()] { post_until_over(now, i, first); });
  }
  threads.emplace_back(
      [&now, first = random()] { naru::sync_wait(*now.proactor, all_visit(now, first)); });
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(between(random, 1, 20)));
    stop_and_restart(now);
  }
  now.over = true;
  for (std::thread& each : threads) each.join();
}

/// Everything that nobody dropped has run when run returns, and nothing is left.
void end_by_itself(generation& now, std::unique_ptr<naru::work_guard>& guard,
                   std::vector<std::thread>& running) {
  for (shared_place<room>& place : now.rooms) {
    if (const auto left = place.get()) left->stop(naru::stop_mode::drain);
  }
  now.quit = true;
  guard.reset();
  for (std::thread& each : running) each.join();
  CHECK(now.seen.made == now.seen.gone);
  for (shared_place<room>& place : now.rooms) {
    if (const auto left = place.get()) left->check_all_ran();
  }
}

void end_in_the_middle(generation& now, std::unique_ptr<naru::work_guard>& guard,
                       std::vector<std::thread>& running) {
  now.quit = true;
  now.proactor->stop();
  for (std::thread& each : running) each.join();
  guard.reset();
}

void live_and_end(tally& seen, std::uint64_t seed, random_numbers& random) {
  generation now(seen);
  auto guard = std::make_unique<naru::work_guard>(*now.proactor);
  std::vector<std::thread> running;
  for (std::size_t i = 0; i != runners; ++i) {
    running.emplace_back([&now, first = random()] { run_until_quit(now, first); });
  }
  live(now, seed, std::chrono::milliseconds(between(random, 20, 200)));
  if (between(random, 0, 1) == 0) {
    end_by_itself(now, guard, running);
  } else {
    end_in_the_middle(now, guard, running);
  }
  const bool pool_first = between(random, 0, 1) == 0;
  if (pool_first) now.pool.set(nullptr);
  for (shared_place<room>& place : now.rooms) place.set(nullptr);
  now.proactor.reset();
  now.pool.set(nullptr);
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("whatever_is_done_with_functions_each_runs_once_or_is_dropped") {
  const std::uint64_t seed = stress::chosen_seed();
  MESSAGE("NARU_STRESS_SEED=" << seed);
  random_numbers random(seed);
  const std::ptrdiff_t frames = naru::detail::live_frames();
  tally seen;
  const auto end = std::chrono::steady_clock::now() + stress::chosen_time(4s);
  std::size_t generations = 0;
  for (; std::chrono::steady_clock::now() < end; ++generations) {
    live_and_end(seen, random(), random);
    CHECK(seen.made == seen.gone);
  }
  MESSAGE(generations << " proactors, " << seen.ran.load() << " functions of " << seen.made.load()
                      << ", " << seen.beats.load() << " beats, " << seen.works.load() << " works, "
                      << seen.visits.load() << " visits");
  CHECK(seen.ran != 0);
  CHECK(seen.twice == 0);
  CHECK(seen.side_by_side == 0);
  CHECK(seen.out_of_order == 0);
  CHECK(seen.lost == 0);
  CHECK(seen.wrong_beats == 0);
  CHECK(seen.reported == seen.thrown);
  CHECK(naru::detail::live_frames() == frames);
}

TEST_SUITE_END();
