// outbox: the messages that a session has to send, in pieces of memory, and the one write that is
// under way.
//
// Small messages lie one behind the other in a segment of the outbox. A message that is shared is
// not copied if it is large, or if nothing else waits to be sent: then a piece refers to it. A
// session that is not idle has one outbox, takes it from its host and gives it back. Every function
// needs the session's lock.
#pragma once

#include <naru/buffer.hpp>
#include <naru/callback.hpp>
#include <naru/detail/segment.hpp>
#include <naru/proactor.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "session/memory_budget.hpp"
#include "session/piece_row.hpp"

namespace naru::detail {

class session_core;

class outbox {
 public:
  /// The operation that is pending for writing.
  enum class work : std::uint8_t {
    none,
    start,  // a later turn of the loop will begin a write
    write,
  };

  /// Gives the outbox to a session. Called once for each session that it serves.
  void serve(session_core& session) noexcept {
    assert(empty() && !has_pending());  // invariant: outbox-clean
    session_ = &session;
    next_outbox = nullptr;
  }
  [[nodiscard]] session_core& session() const noexcept { return *session_; }

  /// Queues one message of `size` bytes, and returns the memory for it. Returns nothing if the
  /// budget has no room. Throws std::bad_alloc. In both cases nothing has changed.
  [[nodiscard]] std::optional<mutable_buffer> append(std::size_t size, memory_budget& budget);
  /// Queues `bytes`, which lie in the segment of `holder`, as one message. Returns false if the
  /// budget has no room. Throws std::bad_alloc.
  [[nodiscard]] bool append(const segment_pointer& holder, const_buffer bytes,
                            memory_budget& budget);

  /// The free memory for more small messages: see extend. It is empty if they would need a piece of
  /// their own while other pieces wait or are being written.
  [[nodiscard]] mutable_buffer behind() const noexcept;
  /// Adds `messages` messages, which lie in the free memory up to `end`.
  void extend(const std::byte* end, std::size_t messages) noexcept;

  [[nodiscard]] std::size_t queued_bytes() const noexcept { return queued_bytes_; }
  [[nodiscard]] bool empty() const noexcept { return pieces_.empty(); }

  /// The buffers that the next write sends, 64 at most. If there is no memory for a list of several
  /// buffers, the write sends one. They stay at their place until `written`.
  [[nodiscard]] std::span<const const_buffer> gather() noexcept;

  struct progress {
    std::size_t bytes = 0;
    std::size_t messages = 0;
  };
  /// Forgets the messages that were gathered, because they are sent.
  progress written() noexcept;
  /// Forgets all messages.
  void clear() noexcept;

  /// The operation that is pending for work::start and for work::write. A write may also be done at
  /// once.
  [[nodiscard]] operation& writing() noexcept { return writing_; }
  /// Brings a turn in which the session is told about its queue.
  [[nodiscard]] operation& news() noexcept { return news_; }
  /// Whether one of these operations is pending. The session keeps this outbox until then.
  [[nodiscard]] bool has_pending() const noexcept { return pending != work::none || news_pending; }

  work pending = work::none;
  bool news_pending = false;
  bool expired = false;           // the write was cancelled because it took too long
  proactor::time_point since;     // when the pending write began, or the last one ended
  outbox* next_outbox = nullptr;  // in the list of spare ones, or in a write_batch

 private:
  static constexpr std::size_t gathered_max = 64;
  static constexpr std::size_t segment_size = 4096;
  /// Messages up to this size are copied, because that is cheaper than a buffer of their own.
  static constexpr std::size_t copied_max = 512;

  struct write_operation final : operation {
    explicit write_operation(outbox& of) noexcept
        : operation(&complete, inline_completion::allowed), queue(of) {}
    static void complete(operation& self);

    outbox& queue;
  };

  [[nodiscard]] std::span<const const_buffer> gather_several() noexcept;
  void rewind() noexcept;
  void on_news(io_result result);
  [[nodiscard]] bool continues_last_piece() const noexcept;
  [[nodiscard]] std::size_t joining_bytes() const noexcept;

  session_core* session_ = nullptr;  // the session of this outbox
  piece_row pieces_;
  std::size_t gathered_ = 0;  // the number of pieces that are being written
  std::size_t queued_bytes_ = 0;
  segment_pointer open_;  // the segment for small messages
  std::size_t open_used_ = 0;
  segment_pointer list_;  // the buffers of a write, if there are several
  write_operation writing_{*this};
  member_callback news_ = naru::bind<&outbox::on_news>(this);
};

}  // namespace naru::detail
