#include "service.hpp"

#include <naru/session/server.hpp>

#include <concepts>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "chatter.hpp"
#include "guest.hpp"
#include "stop_mark.hpp"

namespace mix {
namespace {

template <class Session>
class service_of final : public service {
 public:
  using own_hall = typename Session::own_hall;

  service_of(naru::proactor& owner, scene& in, const service_plan& plan)
      : scene_(in),
        options_(plan.options),
        hall_(std::make_shared<own_hall>(in, plan.number, plan.options.sessions)),
        observer_(std::make_shared<counting_observer>()),
        server_(owner, with(plan.options, observer_), maker()),
        stop_(in.seen) {
    hall_->per_address_max = plan.options.sessions_per_address_max;
    hall_->key = in.world.random(1'000'000);
    in.halls.push_back(hall_);
    server_.start();
  }
  ~service_of() override { hall_->abandoned = true; }

  void stop(naru::proactor::duration drain) override { stop_.begin(server_, drain); }
  [[nodiscard]] bool is_stopping() const noexcept override { return stop_.is_asked(); }
  [[nodiscard]] bool is_stopped() const noexcept override { return stop_.is_done(); }
  // The task of a coroutine session is only asked to end.
  [[nodiscard]] bool may_be_abandoned() const noexcept override {
    return std::derived_from<Session, naru::session<typename Session::framing_type>>;
  }

  void check() override {
    const std::size_t sessions = server_.size();
    require(sessions <= options_.sessions_max, "a server has more sessions than sessions_max");
    require(hall_->open <= sessions, "a session is open that its server does not count");
    for (const auto& each : hall_->rooms) {
      require(each.size() <= sessions, "a room has more sessions than its server");
    }
  }
  void check_thoroughly() override {
    const naru::session_counters now = server_.counters();
    require(options_.memory_max == 0 || now.memory_held <= options_.memory_max,
            "the sessions of a server hold more memory than memory_max");
    require(now.queued_bytes <= now.sessions * options_.sessions.send_queue_max,
            "the sessions of a server have queued more bytes than send_queue_max");
  }
  void check_end() override {
    const naru::session_counters now = server_.counters();
    require(now.sessions == 0 && hall_->open == 0, "a server that has stopped has sessions");
    require(now.queued_bytes == 0, "a server that has stopped has bytes queued");
    require(now.memory_held == 0, "the sessions of a server that has stopped hold memory");
    require(observer_->accepted == now.accepted, "an observer was not told of a session");
    require(observer_->closed == now.accepted, "an observer was not told of the end of a session");
    require(observer_->refused >= now.refused, "an observer was not told of a refusal");
    require(observer_->failed == hall_->failures, "an exception of a session was not told");
    // The messages of a turn that an exception ends are not counted.
    require(hall_->failures != 0 || hall_->heard == now.messages_received,
            "a message was counted that did not come, or came and was not counted");
    require(hall_->gaps <= now.messages_discarded, "a message was dropped that was not counted");
    const auto ended = std::accumulate(now.ended.begin(), now.ended.end(), std::uint64_t{0});
    require(ended >= now.accepted, "a session has ended and was not counted");
    for (const auto& each : hall_->rooms) require(each.size() == 0, "a room is not empty");
  }
  void disturb() override {
    naru::simulation& world = scene_.world;
    const auto what = world.random(4);
    if (what == 0) return change_limits();
    if (what == 1 && !is_raw) return shout_to<Session>(server_, *hall_);
    std::vector<std::shared_ptr<Session>> all;
    server_.for_each([&](Session& each) { all.push_back(naru::share(each)); });
    if (!all.empty()) all[world.random(all.size())]->disturb();
  }

 private:
  static constexpr bool is_raw = std::same_as<typename Session::framing_type, naru::raw>;

  static naru::server_options with(naru::server_options options,
                                   std::shared_ptr<naru::session_observer> observer) {
    options.observer = std::move(observer);
    return options;
  }
  /// Makes a session, or refuses to.
  typename naru::server<Session>::factory maker() {
    return [hall = hall_]() -> std::shared_ptr<Session> {
      const mood& how = hall->around.how;
      if (happens(hall->around.world, how.throws)) return nullptr;
      if (happens(hall->around.world, how.throws)) throw std::runtime_error("made by the test");
      return std::make_shared<Session>(hall, end_kind::server);
    };
  }
  void change_limits() {
    naru::simulation& world = scene_.world;
    server_.set_limits({.write_timeout = milliseconds_between(world, 500, 20'000),
                        .close_timeout = milliseconds_between(world, 100, 5'000),
                        .buffer_release_after = milliseconds_between(world, 50, 3'000)});
  }
  void require(bool holds, std::string_view sentence) { scene_.seen.require(holds, sentence); }

  scene& scene_;
  const naru::server_options options_;
  const std::shared_ptr<own_hall> hall_;
  const std::shared_ptr<counting_observer> observer_;
  naru::server<Session> server_;
  stop_mark stop_;
};

template <class Framing>
std::unique_ptr<service> make(naru::proactor& owner, scene& in, const service_plan& plan) {
  if constexpr (!std::same_as<Framing, naru::raw>) {
    if (plan.is_coroutine) return std::make_unique<service_of<guest<Framing>>>(owner, in, plan);
  }
  return std::make_unique<service_of<chatter<Framing>>>(owner, in, plan);
}

}  // namespace

std::unique_ptr<service> make_service(naru::proactor& owner, scene& in, const service_plan& plan) {
  switch (plan.framing) {
    case framing_kind::four_byte_lengths:
      return make<four_byte_lengths>(owner, in, plan);
    case framing_kind::two_byte_lengths:
      return make<two_byte_lengths>(owner, in, plan);
    case framing_kind::packets:
      return make<naru::packet_framing>(owner, in, plan);
    case framing_kind::lines:
      return make<lines>(owner, in, plan);
    case framing_kind::crlf_lines:
      return make<crlf_lines>(owner, in, plan);
    case framing_kind::raw:
      break;
  }
  return make<naru::raw>(owner, in, plan);
}

}  // namespace mix
