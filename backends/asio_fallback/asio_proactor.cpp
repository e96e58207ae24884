#include "asio_fallback/asio_proactor.hpp"

#include <algorithm>
#include <new>

#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/handler.hpp"
#include <asio_listener.hpp>

namespace naru::detail {
namespace {

// The number of completions that are taken from Asio before they run. It is divided if several
// threads wait, so that one thread does not take all the work.
constexpr unsigned batch_max = 64;
constexpr unsigned batch_min = 8;

// A system call is needed to learn that Asio has nothing more. A program with one connection would
// pay for it at each message. So after such a call that found nothing, only one wait in this number
// asks again.
constexpr unsigned batches_between_looks = 8;

}  // namespace

struct asio_proactor::wake_target {
  static constexpr std::size_t storage_size = sizeof(wake_storage_);

  asio_proactor* proactor;

  [[nodiscard]] void* storage() const noexcept { return proactor->wake_storage_.data(); }
  static void arrived(const wake_target& self) noexcept { self.proactor->woken(); }
};

asio_proactor::asio_proactor(const proactor_options& options)
    : system_proactor(options), work_(asio::make_work_guard(context_)) {}

asio_proactor::~asio_proactor() { shut_down(); }

stream_pointer asio_proactor::make_stream() { return stream_pointer(new asio_stream(*this)); }

asio_proactor::new_listener asio_proactor::make_listener(const listen_options& options) {
  return new_listener(new asio_listener(*this, options));
}

// If a request finds no memory when it ends, it reports that to its operation. Then Asio throws,
// and this catches it.
bool asio_proactor::wait(duration timeout) {
  try {
    const bool one = wait_for_one(timeout) != 0;
    if (one && (timeout == duration::zero() || takes_more())) take_more();
    return one;
  } catch (const std::bad_alloc&) {
    return true;  // it is reported already
  }
}

std::size_t asio_proactor::wait_for_one(duration timeout) {
  if (timeout == forever) return context_.run_one();
  if (timeout > duration::zero()) return context_.run_one_for(timeout);
  return context_.poll_one();
}

bool asio_proactor::takes_more() noexcept {
  const unsigned left_out = looks_left_out_.load(std::memory_order_relaxed);
  if (left_out == 0 || left_out == batches_between_looks) return true;
  looks_left_out_.store(left_out + 1, std::memory_order_relaxed);
  return false;
}

// Takes what else has completed. Asio's poll is not used, because it has no limit: a request that
// goes on from its own handler would keep it busy.
void asio_proactor::take_more() {
  const unsigned batch = std::max(batch_max / std::max(workers(), 1U), batch_min);
  unsigned handlers = 0;
  while (handlers < batch && context_.poll_one() != 0) ++handlers;
  looks_left_out_.store(handlers == 0 ? 1 : 0, std::memory_order_relaxed);
}

void asio_proactor::wake() noexcept {
  asio::post(context_, handler<wake_target, &wake_target::arrived>{{this}});
}

std::unique_ptr<proactor> make_asio_proactor(const proactor_options& options) {
  return std::make_unique<asio_proactor>(options);
}

}  // namespace naru::detail
