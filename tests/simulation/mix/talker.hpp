// talker: a session as the test sees it, whatever its framing. It tests that the functions of a
// session run one at a time and in their order, that each message comes once and in its order, and
// that a session ends for the reason that was given.
//
// A class that is a session and a talker calls `began`, `heard` and `ended` in its own functions,
// each inside of an `own_function`.
#pragma once

#include <naru/buffer.hpp>
#include <naru/session/close_reason.hpp>
#include <naru/session/send_outcome.hpp>
#include <naru/session/session_base.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "hall.hpp"

namespace mix {

class talker {
 public:
  talker(const std::shared_ptr<hall>& in, end_kind me);
  talker(const talker&) = delete;
  talker& operator=(const talker&) = delete;

  /// The connection, between on_connected and on_closed; null otherwise.
  [[nodiscard]] talk* connection() const noexcept { return is_open_ ? talk_ : nullptr; }
  [[nodiscard]] end_kind me() const noexcept { return me_; }

  /// Queues a message of that size, or of a size that chance decides.
  naru::send_outcome say(std::uint32_t size);
  void say_something();
  /// Things that somebody outside of the session may do with it at any time.
  void disturb();

 protected:
  ~talker();

  /// Notes that one of the session's own functions runs.
  class own_function {
   public:
    explicit own_function(talker& of);
    ~own_function() { of_.is_inside_ = false; }
    own_function(const own_function&) = delete;
    own_function& operator=(const own_function&) = delete;

   private:
    talker& of_;
  };

  void began();
  void heard(naru::const_buffer content);
  void heard_bytes(naru::const_buffer bytes);
  /// `saw_all`: the session takes every message that comes.
  void ended(naru::close_reason reason, bool saw_all);
  void queue_full();
  void queue_drained();
  /// Does something or nothing, as chance decides. May throw.
  void react();
  /// The mood of the run.
  [[nodiscard]] const mood& how() const noexcept { return hall_->around.how; }
  [[nodiscard]] naru::simulation& world() const noexcept { return hall_->around.world; }
  [[nodiscard]] checks& seen() const noexcept { return hall_->around.seen; }

  virtual naru::session_base& as_session() noexcept = 0;
  virtual naru::send_outcome send_content(naru::const_buffer content) = 0;
  /// Returns false if this kind of session has no pauses.
  virtual bool set_paused(bool) { return false; }
  /// True if a message may still come after a close, because it was taken before.
  [[nodiscard]] virtual bool hears_after_close() const noexcept { return false; }
  virtual void shout() {}
  virtual void move() {}

 private:
  using time_point = naru::proactor::time_point;

  [[nodiscard]] time_point clock_now() noexcept;
  void note_heard();
  void pause_for_a_while();
  void post_something();
  void do_something_later();
  void close_it(bool at_once);
  void check_reason(naru::close_reason reason);
  void check_limits(naru::close_reason reason);

  const std::shared_ptr<hall> hall_;
  const end_kind me_;
  talk* talk_ = nullptr;
  naru::address peer_;
  std::vector<char> room_;
  bool is_inside_ = false;
  bool is_open_ = false;
  bool has_ended_ = false;
  bool is_paused_ = false;
  bool is_full_ = false;
  bool heard_something_ = false;
  std::uint32_t said_ = 0;
  std::uint32_t posted_ = 0;
  std::uint32_t ran_ = 0;
  time_point began_at_{};
  time_point heard_at_{};
  std::optional<naru::close_reason> asked_for_;  // this session was closed or aborted by the test
  std::uint32_t code_ = 0;
};

}  // namespace mix
