// torture: an ordinary life, once for each allocation and each call to the system that it makes;
// each time another one fails. Whatever the life makes of that, it ends, nothing stays behind, and
// the proactor serves.
#pragma once

#include <naru/proactor.hpp>

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

namespace torture {

/// The operations of one life, and what they read and write. They outlive its sockets, so that
/// these may go at any time.
class operations {
 public:
  std::array<std::byte, 8> out{};
  std::array<std::byte, 8> in{};
  naru::endpoint source;
  std::vector<naru::endpoint> found;
  naru::signal_kind raised{};
  std::atomic<int> messages{0};

  /// One that has not been used yet.
  [[nodiscard]] contract::recorder& next() { return all_.at(used_++); }
  [[nodiscard]] bool ended() const;

 private:
  std::array<contract::recorder, 16> all_;
  std::size_t used_ = 0;
};

/// Runs until `done`. Where something has failed, what waits for it may wait for ever: false a
/// while after that.
[[nodiscard]] bool go_on_until(naru::proactor& proactor, const std::function<bool()>& done);
/// The same while other threads run the proactor.
[[nodiscard]] bool wait_until(const std::function<bool()>& done);

/// Starts operations on the proactor, goes on until they have ended, and leaves nothing behind. It
/// may return, or throw std::system_error or std::bad_alloc, wherever something has failed.
using life = void (*)(naru::proactor&, operations&);

/// Reports to doctest, and prints how many points of failure there were.
void try_each_fault(const char* name, life lived);

}  // namespace torture
