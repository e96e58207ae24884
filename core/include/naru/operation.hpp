// operation: one asynchronous action. The object that starts it owns it.
//
// An operation is embedded in the object that waits for it: a session, a coroutine's awaiter. It
// holds the native part of the request (OVERLAPPED on Windows, Asio's bookkeeping elsewhere), so
// starting one allocates nothing. Most code uses naru::callback or naru::member_callback; derive
// from operation to write another kind of continuation.
//
// The contract:
//
//   * an operation that was started completes exactly once, whatever happens;
//   * the completion function never runs inside the call that started the operation;
//   * from start to completion the operation and its buffers stay where they are, and the operation
//     is not started again;
//   * inside its own completion function an operation may be started again, reused or destroyed.
//
// Starting or destroying an operation that is pending ends the program, with a sentence.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/misuse.hpp>
#include <naru/io_result.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace naru {

class operation;

/// The answer of a call that starts an operation.
enum class submission : std::uint8_t {
  /// The completion function will be called, later, on a thread that runs the proactor.
  pending,
  /// It has completed already. operation::result() holds the outcome, and the completion function
  /// will not be called. Only for operations that allow it: see inline_completion.
  done,
};

/// Whether an operation that finishes at once may report that by its return value.
enum class inline_completion : std::uint8_t {
  /// Always complete through the completion function (from the running thread's ready queue).
  forbidden,
  /// May return submission::done, a limited number of times in a row. For callers that can simply
  /// go on, such as coroutines.
  allowed,
};

/// The purpose for which an operation was started.
enum class operation_kind : std::uint8_t {
  other,  ///< a lookup, a signal, a close, the program's own
  post,
  timer,
  connect,
  accept,
  receive,  ///< of a stream, or one datagram
  send,
  receive_batch,  ///< of datagrams
  send_batch,
};

namespace detail {

/// The socket that an operation belongs to. It is told when the completion function has returned.
class NARU_API operation_owner {
 public:
  /// The completion function is about to run. The operation is no longer pending. Called only if
  /// asks_for_detach().
  virtual void detach(operation&) noexcept {}
  /// The completion function has returned; the operation may be gone.
  virtual void completed() noexcept = 0;

  [[nodiscard]] bool asks_for_detach() const noexcept { return asks_for_detach_; }

 protected:
  explicit operation_owner(bool asks_for_detach = false) noexcept
      : asks_for_detach_(asks_for_detach) {}
  operation_owner(const operation_owner&) = default;
  operation_owner& operator=(const operation_owner&) = default;
  ~operation_owner() = default;

 private:
  bool asks_for_detach_;
};

struct operation_access;

}  // namespace detail

class NARU_API operation {
 public:
  /// Called once per start with the operation itself; result() is set. An exception that leaves it
  /// leaves proactor::run, and the proactor goes on working.
  using completion_function = void (*)(operation&);

  /// Bytes kept for the backend's native request.
  static constexpr std::size_t native_size = 144;

  operation(const operation&) = delete;
  operation& operator=(const operation&) = delete;

  /// The outcome of the last completion. Valid from completion until the next start.
  [[nodiscard]] const io_result& result() const noexcept { return result_; }

  /// True from the start of an operation until just before its completion function runs. May be
  /// called from any thread; unless the caller serialises, the answer may be old. A thread that
  /// sees true also sees everything that happened before the start.
  [[nodiscard]] bool pending() const noexcept { return pending_.load(std::memory_order_acquire); }

 protected:
  /// `function` is called once per start. `mode` decides whether a start may return
  /// submission::done.
  explicit operation(completion_function function,
                     inline_completion mode = inline_completion::forbidden) noexcept
      : mode_(mode), complete_(function) {}

  /// A pending operation must not be destroyed: that ends the program with a sentence.
  ~operation() {
    if (pending()) [[unlikely]]
      detail::misuse("an operation was destroyed while it was pending");
  }

 private:
  friend struct detail::operation_access;

  alignas(void*) std::byte native_[native_size];  // uninitialised: the backend builds in it
  operation* next_ = nullptr;
  detail::operation_owner* owner_ = nullptr;
  // The thread that starts an operation writes these. The result is not among them.
  inline_completion mode_;
  operation_kind kind_ = operation_kind::other;
  std::atomic<bool> pending_ = false;
  completion_function complete_;
  io_result result_;
};

}  // namespace naru
