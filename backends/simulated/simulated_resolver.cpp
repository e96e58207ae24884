#include "simulated/simulated_resolver.hpp"

#include <naru/error.hpp>

#include <utility>

#include "simulated/simulated_proactor.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

using namespace std::chrono_literals;

constexpr timeline::duration shortest_lookup = 1ms;
constexpr timeline::duration longest_lookup = 20ms;

class simulated_lookup final : public lookup, public event_target {
 public:
  simulated_lookup(world& around, const network_host& on, const lookup_asker& asker,
                   lookup_question question)
      : lookup(asker, std::move(question)), world_(around), on_(on) {}

  void ask() noexcept override {
    const auto takes = shortest_lookup + world_.random.up_to(longest_lookup - shortest_lookup);
    auto self = std::static_pointer_cast<simulated_lookup>(shared_from_this());
    asked_ = world_.time.now();
    const std::error_code failure = as_error([&] {
      world_.time.plan(asked_ + takes, std::move(self), 0);
      return std::error_code();
    });
    if (failure) answer(failure, {});
  }
  void happen(std::uint64_t) override {
    if (const std::error_code failure = on_.fault_of(system_call::look_up, world_.random)) {
      return answer(failure, {});
    }
    std::vector<endpoint> found;
    if (network::is_local(question().host)) {
      found.emplace_back(address::loopback_v4(), question().port);
      found.emplace_back(address::loopback_v6(), question().port);
    } else if (const network_host* const host = world_.net.find(question().host)) {
      for (const address& each : host->addresses()) found.emplace_back(each, question().port);
    }
    const std::error_code error = found.empty() ? error::host_not_found : std::error_code();
    if (world_.record != nullptr) note(found);
    answer(error, std::move(found));
  }

 private:
  void give_up() noexcept override {}
  void note(const std::vector<endpoint>& found) {
    std::string text;
    for (const endpoint& each : found) {
      text.append(text.empty() ? "" : ", ").append(each.address().to_string());
    }
    if (found.empty()) text = "no such host";
    world_.record->add(recorded_lookup{on_.number(), readable(question().host), std::move(text),
                                       world_.time.now() - asked_});
  }

  world& world_;
  const network_host& on_;
  timeline::time_point asked_{};
};

}  // namespace

simulated_resolver::simulated_resolver(simulated_proactor& owner) : system_resolver(owner) {}

std::shared_ptr<lookup> simulated_resolver::make_question(const lookup_asker& asker,
                                                          lookup_question question) {
  auto& owner = static_cast<simulated_proactor&>(loop_);
  return std::make_shared<simulated_lookup>(owner.around(), owner.host(), asker,
                                            std::move(question));
}

}  // namespace naru::detail
