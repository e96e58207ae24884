// proactor_access: the part of a proactor that its backend provides for sockets and timers, and
// that programs do not need. The comments at proactor describe each function.
#pragma once

#include <naru/proactor.hpp>

#include <atomic>
#include <system_error>

namespace naru::detail {

struct proactor_access {
  static void add_work(proactor& on) noexcept { on.add_work(); }
  static void remove_work(proactor& on) noexcept { on.remove_work(); }
  static bool times_callbacks(const proactor& on) noexcept { return on.times_callbacks(); }

  static void add_timer(proactor& on) noexcept { on.add_timer(); }
  static void remove_timer(proactor& on) noexcept { on.remove_timer(); }
  static submission start_timer(proactor& on, timer_entry& entry, proactor::time_point deadline,
                                operation& op) {
    return on.start_timer(entry, deadline, op);
  }
  static void cancel_timer(proactor& on, timer_entry& entry) noexcept { on.cancel_timer(entry); }
  static bool withdraw_timer(proactor& on, timer_entry& entry) noexcept {
    return on.withdraw_timer(entry);
  }
  static void move_timer(proactor& on, timer_entry& from, timer_entry& to) noexcept {
    on.move_timer(from, to);
  }

  static stream_pointer make_stream(proactor& on) { return on.make_stream(); }
  static listener_pointer listen(proactor& on, const endpoint& local, const listen_options& options,
                                 std::error_code& error) {
    return on.listen(local, options, error);
  }
  static listener_pointer listen(proactor& on, const unix_endpoint& local,
                                 const listen_options& options, path_removal removal,
                                 std::error_code& error) {
    return on.listen(local, options, removal, error);
  }
  static listener_pointer adopt_listener(proactor& on, native_handle handle, socket_family family,
                                         const listen_options& options, std::error_code& error) {
    return on.adopt_listener(handle, family, options, error);
  }
  static chain_list& chains(proactor& on) noexcept { return on.chains_; }
  static services* own_services(proactor& on) noexcept { return on.own_services(); }

  static std::atomic<proactor_part*>& posted_functions(proactor& on) noexcept {
    return on.posted_functions_;
  }
};

}  // namespace naru::detail
