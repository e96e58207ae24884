// write_batch: the outboxes of several sessions whose writes are to begin. One operation, which
// lies in the first outbox, begins them all. So a broadcast posts one operation for sixteen
// sessions.
#pragma once

#include <naru/io_result.hpp>

#include <cstddef>

namespace naru::detail {

class outbox;

class write_batch {
 public:
  write_batch() = default;
  ~write_batch() { post(); }
  write_batch(const write_batch&) = delete;
  write_batch& operator=(const write_batch&) = delete;

  /// Adds an outbox for which a write is scheduled. The scheduled write keeps the session.
  void add(outbox& scheduled) noexcept;
  /// Begins the writes of a batch whose operation has come. The operation lies in `first`. `result`
  /// is a copy, because the write of `first` uses the same operation.
  static void begin_writes(outbox& first, io_result result);

 private:
  /// A completion function may finish so many writes at once without a turn of the loop each.
  static constexpr std::size_t most = 16;

  void post() noexcept;

  outbox* first_ = nullptr;
  outbox* last_ = nullptr;
  std::size_t count_ = 0;
};

}  // namespace naru::detail
