#include "datagrams/coalesced_datagrams.hpp"

#include <naru/detail/copy_bytes.hpp>

#include <algorithm>
#include <cassert>

#include "datagrams/one_at_a_time.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

std::unique_ptr<coalesced_datagrams> coalesced_datagrams::offered(native_handle handle,
                                                                  std::error_code& error) noexcept {
  if (!receive_in_pieces(handle)) return nullptr;
  std::unique_ptr<coalesced_datagrams> made;
  error = as_error([&] {
    made.reset(new coalesced_datagrams);
    return std::error_code();
  });
  return made;
}

std::optional<io_result> coalesced_datagrams::receive(native_handle handle,
                                                      std::span<datagram> batch) noexcept {
  return one_at_a_time(batch.size(),
                       [&](std::size_t index) { return receive_one(handle, batch[index]); });
}

std::optional<io_result> coalesced_datagrams::receive_one(native_handle handle,
                                                          datagram& into) noexcept {
  if (kept_ == 0) {
    const auto result = receive_piece(handle, {room_.data(), room_.size()}, piece_);
    drained_ = !result;
    if (!result || result->error) return result;
    const std::size_t each = std::max<std::size_t>(piece_.size_of_each, 1);
    kept_ = std::max<std::size_t>((piece_.bytes + each - 1) / each, 1);  // one may be empty
    next_ = 0;
  }
  take(into);
  return io_result{{}, 1};
}

void coalesced_datagrams::take(datagram& into) noexcept {
  assert(kept_ != 0 && next_ <= piece_.bytes && piece_.bytes <= room_.size() && !drained_);
  const std::size_t size = std::min(piece_.size_of_each, piece_.bytes - next_);
  into.size = std::min(size, into.buffer.size());
  into.source = piece_.source;
  into.truncated = into.size < size;
  copy_bytes({room_.data() + next_, into.size}, into.buffer);
  next_ += size;
  --kept_;
}

}  // namespace naru::detail
