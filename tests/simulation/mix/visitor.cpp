#include "visitor.hpp"

#include <naru/session/client.hpp>

#include <stdexcept>

#include "chatter.hpp"
#include "stop_mark.hpp"

namespace mix {
namespace {

template <class Session>
class visitor_of final : public visitor {
 public:
  using own_hall = typename Session::own_hall;

  visitor_of(naru::proactor& owner, scene& in, unsigned service, naru::client_options options)
      : scene_(in),
        reconnect_(options.reconnect),
        hall_(std::make_shared<own_hall>(in, service, options.sessions)),
        observer_(std::make_shared<counting_observer>()),
        client_(owner, with(std::move(options)), maker()),
        stop_(in.seen) {
    hall_->is_client = true;
    in.halls.push_back(hall_);
    client_.start();
  }
  ~visitor_of() override { hall_->abandoned = true; }

  void stop(naru::proactor::duration drain) override { stop_.begin(client_, drain); }
  [[nodiscard]] bool is_stopping() const noexcept override { return stop_.is_asked(); }
  [[nodiscard]] bool is_stopped() const noexcept override { return stop_.is_done(); }

  void check_end() override {
    const naru::session_counters now = client_.counters();
    require(now.sessions == 0 && hall_->open == 0, "a client that has stopped has a session");
    require(client_.current() == nullptr, "a client that has stopped gives its session");
    require(now.queued_bytes == 0, "a client that has stopped has bytes queued");
    require(observer_->accepted == now.accepted, "an observer was not told of a session");
    require(observer_->closed == now.accepted, "an observer was not told of the end of a session");
    require(observer_->failed == hall_->failures, "an exception of a session was not told");
    // The messages of a turn that an exception ends are not counted.
    require(hall_->failures != 0 || hall_->heard == now.messages_received,
            "a message was counted that did not come, or came and was not counted");
  }
  void disturb() override {
    if (const auto session = client_.current()) session->disturb();
  }

 private:
  naru::client_options with(naru::client_options options) {
    options.observer = observer_;
    options.on_attempt_failed = [this](const naru::attempt_failure& failed) { on_failed(failed); };
    return options;
  }
  typename naru::client<Session>::factory maker() {
    return [hall = hall_]() -> std::shared_ptr<Session> {
      if (happens(hall->around.world, hall->around.how.throws)) {
        throw std::runtime_error("made by the test");
      }
      return std::make_shared<Session>(hall, end_kind::client);
    };
  }
  void on_failed(const naru::attempt_failure& failed) {
    const std::size_t most = reconnect_.attempts_max;
    require(static_cast<bool>(failed.error), "an attempt failed without an error");
    require(hall_->open == 0, "an attempt failed while there was a session");
    require(failed.given_up == (most != 0 && failed.attempts >= most),
            "a client gave up too early or too late");
    require(failed.given_up ||
                (failed.next <= reconnect_.delay_max && failed.next >= reconnect_.delay_min / 2),
            "a client waits for too short or too long a time");
  }
  void require(bool holds, std::string_view sentence) { scene_.seen.require(holds, sentence); }

  scene& scene_;
  const naru::reconnect_options reconnect_;
  const std::shared_ptr<own_hall> hall_;
  const std::shared_ptr<counting_observer> observer_;
  naru::client<Session> client_;
  stop_mark stop_;
};

template <class Framing>
std::unique_ptr<visitor> make(naru::proactor& owner, scene& in, unsigned service,
                              const naru::client_options& options) {
  return std::make_unique<visitor_of<chatter<Framing>>>(owner, in, service, options);
}

}  // namespace

naru::client_options draw_client(scene& in, const service_plan& plan, std::string_view host) {
  naru::simulation& world = in.world;
  naru::client_options options;
  options.host = host;
  options.port = plan.entrance;
  options.connecting.timeout = milliseconds_between(world, 500, 20'000);
  options.sessions = draw_session_options(in, plan.framing, false);
  options.reconnect.delay_min = milliseconds_between(world, 20, 500);
  options.reconnect.delay_max = options.reconnect.delay_min + milliseconds_between(world, 0, 5'000);
  if (world.random(4) == 0) options.reconnect.attempts_max = between(world, 1, 6);
  options.reconnect.seed = static_cast<std::uint32_t>(between(world, 1, 1'000'000));
  return options;
}

std::unique_ptr<visitor> make_visitor(naru::proactor& owner, scene& in, const service_plan& plan,
                                      const naru::client_options& options) {
  switch (plan.framing) {
    case framing_kind::four_byte_lengths:
      return make<four_byte_lengths>(owner, in, plan.number, options);
    case framing_kind::two_byte_lengths:
      return make<two_byte_lengths>(owner, in, plan.number, options);
    case framing_kind::packets:
      return make<naru::packet_framing>(owner, in, plan.number, options);
    case framing_kind::lines:
      return make<lines>(owner, in, plan.number, options);
    case framing_kind::crlf_lines:
      return make<crlf_lines>(owner, in, plan.number, options);
    case framing_kind::raw:
      break;
  }
  return make<naru::raw>(owner, in, plan.number, options);
}

}  // namespace mix
