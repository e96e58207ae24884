// Standalone Asio, at its best: the io_context knows that one thread runs it, and timers know the
// type of their executor, which makes them smaller and quicker than asio::steady_timer.
#pragma once

#include <asio/basic_waitable_timer.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include <chrono>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "tally.hpp"

namespace bench {

struct asio_peer {
  static constexpr std::string_view name = "asio";

  class loop {
   public:
    template <class Function>
    void run(Function function) {
      context_.restart();
      asio::post(context_, [&] { function(); });
      context_.run();
    }
    void stop() { context_.stop(); }
    void take_time() { start_ = std::chrono::steady_clock::now(); }
    void hold() { guard_.emplace(context_.get_executor()); }
    void release() { guard_.reset(); }
    void close() {}

    [[nodiscard]] asio::io_context& context() { return context_; }
    [[nodiscard]] std::chrono::steady_clock::time_point start() const { return start_; }

   private:
    asio::io_context context_{1};
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> guard_;
    std::chrono::steady_clock::time_point start_;
  };

  class timer {
   public:
    timer(loop& owner, tally& ended) : loop_(owner), ended_(ended), timer_(owner.context()) {}

    void start(std::chrono::microseconds delay) {
      timer_.expires_at(loop_.start() + delay);
      timer_.async_wait(
          [this](std::error_code error) { ++(error ? ended_.canceled : ended_.expired); });
    }
    void cancel() { timer_.cancel(); }

   private:
    using clock = std::chrono::steady_clock;

    loop& loop_;
    tally& ended_;
    asio::basic_waitable_timer<clock, asio::wait_traits<clock>, asio::io_context::executor_type>
        timer_;
  };

  template <class Handler>
  class work {
   public:
    work(loop& owner, Handler handler) : context_(owner.context()), handler_(std::move(handler)) {}

    void post() {
      asio::post(context_, [this] { handler_(*this); });
    }

   private:
    asio::io_context& context_;
    Handler handler_;
  };
  template <class Handler>
  using outside_work = work<Handler>;
};

}  // namespace bench
