#include "chores.hpp"

namespace mix {

using namespace std::chrono_literals;

// clockwork

void clockwork::start() {
  const auto time = milliseconds_between(scene_.world, 0, 1'500);
  due_ = owner_.now() + time;
  is_pending_ = true;
  is_starting_ = true;
  timer_.wait_until(due_, expired_);
  is_starting_ = false;
}

void clockwork::stop() noexcept {
  is_stopped_ = true;
  timer_.cancel();
}

void clockwork::on_expired(naru::io_result result) {
  scene_.seen.require(!is_starting_, "a wait completed inside the call that started it");
  scene_.seen.require(is_pending_, "a wait completed twice");
  scene_.seen.require(result.error || owner_.now() >= due_, "a timer was early");
  scene_.seen.require(!result.error || is_stopped_, "a timer was cancelled that nobody cancelled");
  is_pending_ = false;
  if (!is_stopped_) start();
}

// serial_work

serial_work::serial_work(naru::proactor& owner, scene& in)
    : scene_(in),
      period_(milliseconds_between(in.world, 50, 700)),
      began_(owner.now()),
      serial_(owner),
      beat_(naru::every(serial_, period_, [this](const naru::tick& now) { on_beat(now); })) {}

void serial_work::on_beat(const naru::tick& now) {
  scene_.seen.require(now.number == beats_ + now.missed + 1, "a beat was lost or came twice");
  beats_ = now.number;
  const auto due = began_ + period_ * static_cast<std::int64_t>(now.number);
  scene_.seen.require(serial_.owner().now() >= due, "a beat was early");
  scene_.seen.require(serial_.runs_on_this_thread(), "a beat ran outside of its serial");
  for (std::uint64_t left = scene_.world.random(4); left != 0; --left) {
    serial_.post([this, number = posted_++] {
      scene_.seen.require(number == ran_++, "the functions of a serial ran out of their order");
    });
  }
}

void serial_work::stop() noexcept {
  beat_.stop();
  serial_.stop(naru::stop_mode::drain, stopped_);
}

void serial_work::on_stopped(naru::io_result result) {
  scene_.seen.require(!is_stopped_ && !result.error, "a serial stopped twice or with an error");
  scene_.seen.require(posted_ == ran_, "a serial stopped before its functions had run");
  is_stopped_ = true;
}

}  // namespace mix
