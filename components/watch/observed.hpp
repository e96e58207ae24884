// observed: everything that a page shows, and the text of an update.
//
// An update is a JSON object:
//   "loop": counters of the proactor
//   "servers": for each, its counters, and how many of its sessions use which tenth of a limit
//   "columns", "sessions": the sessions that are nearest to a limit, at most sessions_max, each as
//     an array
//   "rooms", "figures", "histograms": what the program has added
//   "tasks": chains of tasks that wait at the same places, with their number
//
// Thread-safety: any thread may call every function.
#pragma once

#include <naru/detail/session_owner.hpp>
#include <naru/histogram.hpp>
#include <naru/proactor.hpp>
#include <naru/session/room.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "watch/json_writer.hpp"
#include "watch/update_budget.hpp"

namespace naru::detail {

class observed {
 public:
  /// The most sessions that an update has one by one.
  static constexpr std::size_t sessions_max = 200;

  explicit observed(proactor& owner) : owner_(owner), began_(owner.now()) {}

  void add(const session_owner& sessions, std::string name);
  void add(const room_base& room, std::string name);
  void add(const histogram& values, std::string name);
  void add(std::function<double()> value, std::string name);
  void remove(std::string_view name);
  /// Removes everything, and waits for an update that uses it.
  void clear();

  /// The newest update. It is made anew if the budget allows that, and otherwise it is the last
  /// one.
  [[nodiscard]] std::shared_ptr<const std::string> update();
  /// An update that is made now.
  [[nodiscard]] std::string json();
  /// The figures for Prometheus, which have a budget of their own.
  [[nodiscard]] std::shared_ptr<const std::string> metrics_text();

 private:
  template <class Of>
  struct named {
    std::string name;
    Of of;
  };
  template <class Of>
  using row = std::vector<named<Of>>;

  /// A text that is kept until its budget allows another.
  struct kept_text {
    std::shared_ptr<const std::string> last;
    update_budget budget;
  };

  template <class Make>
  [[nodiscard]] std::shared_ptr<const std::string> newest(kept_text& kept, Make make);
  template <class Of>
  static void put(row<Of>& to, std::string name, Of of);
  [[nodiscard]] std::string make(proactor::time_point now);
  [[nodiscard]] std::string make_metrics() const;
  void write_servers(json_writer& to) const;
  void write_program(json_writer& to) const;

  proactor& owner_;
  const proactor::time_point began_;
  std::mutex mutex_;  // guards the members below
  row<const session_owner*> servers_;
  row<const room_base*> rooms_;
  row<const histogram*> histograms_;
  row<std::function<double()>> figures_;
  kept_text update_;
  kept_text metrics_;
  update_budget for_tasks_;
  std::string tasks_ = "null";  // the last part "tasks"
};

}  // namespace naru::detail
