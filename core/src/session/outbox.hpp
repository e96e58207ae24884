// outbox: what a session has to send, and the one write that is under way.
//
// A session that is not idle has one; it comes from its host and goes back there.
// Small messages lie one behind the other in a segment; large ones that are shared are only
// referred to. All functions with the session's lock held.
#pragma once

#include <naru/buffer.hpp>
#include <naru/callback.hpp>
#include <naru/detail/segment.hpp>
#include <naru/proactor.hpp>

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "session/memory_budget.hpp"

namespace naru::detail {

class session_core;

class outbox {
 public:
  /// What is pending.
  enum class work : std::uint8_t {
    none,
    start,  // a turn of the loop, in which to begin to write
    write,
  };

  outbox() { pieces_.reserve(pieces_at_first); }

  /// Once, for each session that it serves.
  void serve(session_core& session) noexcept {
    assert(empty() && !has_pending());  // invariant: outbox-clean
    session_ = &session;
  }

  /// Room for `size` bytes behind what is queued: one message. Empty when the budget has no room.
  /// Throws std::bad_alloc. Nothing has changed in both cases.
  [[nodiscard]] std::optional<mutable_buffer> append(std::size_t size, memory_budget& budget);
  /// `bytes`, which lie in what `holder` holds, as one message; false when the budget has no room.
  [[nodiscard]] bool append(const segment_pointer& holder, const_buffer bytes,
                            memory_budget& budget);

  /// Memory right behind the last message, which `extend` adds to what is queued; none where the
  /// last is elsewhere, or on its way.
  [[nodiscard]] mutable_buffer behind() const noexcept;
  /// Up to `end`, so many messages.
  void extend(const std::byte* end, std::size_t messages) noexcept;

  [[nodiscard]] std::size_t queued_bytes() const noexcept { return queued_bytes_; }
  [[nodiscard]] bool empty() const noexcept { return pieces_.empty(); }

  /// What the next write sends: at most 64 buffers, which stay put until `written`.
  [[nodiscard]] std::span<const const_buffer> gather();

  struct progress {
    std::size_t bytes = 0;
    std::size_t messages = 0;
  };
  /// What was gathered has left, and is forgotten.
  progress written() noexcept;
  /// Forgets everything.
  void clear() noexcept;

  /// What completes for work::start, and what for work::write, which may be done at once.
  [[nodiscard]] operation& started() noexcept { return started_; }
  [[nodiscard]] operation& written_op() noexcept { return written_; }
  /// What brings a turn in which the session hears of its queue.
  [[nodiscard]] operation& news() noexcept { return news_; }
  /// Whether one of them is pending. The session needs this outbox until then.
  [[nodiscard]] bool has_pending() const noexcept { return pending != work::none || news_pending; }

  work pending = work::none;
  bool news_pending = false;
  bool stamped = false;  // `since` is the time of the write that is pending
  bool expired = false;  // it was cancelled, as it took too long
  proactor::time_point since;
  outbox* next_spare = nullptr;

 private:
  struct piece {
    const_buffer bytes;
    segment_pointer holder;
    std::size_t messages;
  };

  static constexpr std::size_t gathered_max = 64;
  static constexpr std::size_t pieces_at_first = 16;
  static constexpr std::size_t segment_size = 4096;
  /// Up to here copying is cheaper than a buffer of its own.
  static constexpr std::size_t copied_max = 512;

  struct write_operation final : operation {
    explicit write_operation(outbox& of) noexcept
        : operation(&complete, inline_completion::allowed), queue(of) {}
    static void complete(operation& self);

    outbox& queue;
  };

  void rewind() noexcept;
  void on_started(io_result result);
  void on_news(io_result result);
  [[nodiscard]] bool continues_last_piece() const noexcept;

  session_core* session_ = nullptr;  // that it serves
  std::vector<piece> pieces_;
  std::size_t gathered_ = 0;  // of them are being written
  std::size_t queued_bytes_ = 0;
  segment_pointer open_;  // where small messages go
  std::size_t open_used_ = 0;
  std::array<const_buffer, gathered_max> buffers_;
  member_callback started_ = naru::bind<&outbox::on_started>(this);
  member_callback news_ = naru::bind<&outbox::on_news>(this);
  write_operation written_{*this};
};

}  // namespace naru::detail
