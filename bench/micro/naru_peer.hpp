// naru, through its public interface: every object contains its operation.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/proactor_access.hpp>
#include <naru/post.hpp>
#include <naru/proactor.hpp>
#include <naru/timer.hpp>

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include "tally.hpp"

namespace bench {

struct default_backend {
  static constexpr std::string_view peer = "naru";
  static constexpr std::string_view backend = "";
};
struct epoll_backend {
  static constexpr std::string_view peer = "naru_epoll";
  static constexpr std::string_view backend = "epoll";
};

template <class Backend>
struct naru_peer {
  static constexpr std::string_view name = Backend::peer;

  class loop {
   public:
    template <class Function>
    void run(Function function) {
      naru::callback inside([&](naru::io_result) { function(); });
      proactor_->restart();
      proactor_->post(inside);
      proactor_->run();
    }
    void stop() { proactor_->stop(); }
    void take_time() { start_ = proactor_->now(); }
    void hold() { naru::detail::proactor_access::add_work(*proactor_); }
    void release() { naru::detail::proactor_access::remove_work(*proactor_); }
    void close() {}

    [[nodiscard]] naru::proactor& proactor() const { return *proactor_; }
    [[nodiscard]] naru::proactor::time_point start() const { return start_; }

   private:
    std::unique_ptr<naru::proactor> proactor_ = naru::make_proactor({.backend = Backend::backend});
    naru::proactor::time_point start_;
  };

  class timer {
   public:
    timer(loop& owner, tally& ended) : timer_(owner.proactor()), loop_(owner), ended_(ended) {}

    void start(std::chrono::microseconds delay) {
      timer_.wait_until(loop_.start() + delay, on_ended_);
    }
    void cancel() { timer_.cancel(); }

   private:
    void ended(naru::io_result result) { ++(result.error ? ended_.canceled : ended_.expired); }

    naru::member_callback on_ended_ = naru::bind<&timer::ended>(this);
    naru::timer timer_;
    loop& loop_;
    tally& ended_;
  };

  template <class Handler>
  class work {
   public:
    work(loop& owner, Handler handler)
        : proactor_(owner.proactor()), handler_(std::move(handler)) {}

    void post() { proactor_.post(on_turn_); }

   private:
    void turn(naru::io_result) { handler_(*this); }

    naru::proactor& proactor_;
    Handler handler_;
    naru::member_callback on_turn_ = naru::bind<&work::turn>(this);
  };

  template <class Handler>
  class outside_work {
   public:
    outside_work(loop& owner, Handler handler)
        : proactor_(owner.proactor()), handler_(std::move(handler)) {}

    void post() {
      naru::post(proactor_, [this] { handler_(*this); });
    }

   private:
    naru::proactor& proactor_;
    Handler handler_;
  };
};

}  // namespace bench
