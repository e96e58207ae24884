// torture: lives an ordinary life once for each allocation and each system call in it, and each
// time another one fails. Whatever happens then, the life ends, nothing stays behind, and the
// proactor serves.
#pragma once

#include <naru/proactor.hpp>

#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

namespace torture {

/// The operations of one life, and their buffers. They outlive its sockets, so the sockets may be
/// destroyed at any time.
class operations {
 public:
  std::array<std::byte, 8> out{};
  std::array<std::byte, 8> in{};
  naru::endpoint source;
  std::vector<naru::endpoint> found;
  naru::signal_kind raised{};
  std::atomic<int> messages{0};

  /// An operation that has not been used yet.
  [[nodiscard]] contract::recorder& next() { return all_.at(used_++); }
  [[nodiscard]] bool ended() const;

 private:
  std::array<contract::recorder, 16> all_;
  std::size_t used_ = 0;
};

/// Runs until `done`. If something has failed, a wait for it may never end; so a while after that
/// this returns false.
/// while after that.
[[nodiscard]] bool go_on_until(naru::proactor& proactor, const std::function<bool()>& done);
/// Like the above, while other threads run the proactor.
[[nodiscard]] bool wait_until(const std::function<bool()>& done);

/// Starts operations on the proactor, goes on until they have ended, and leaves nothing behind. If
/// something has failed, it may return at any point, or throw std::system_error or std::bad_alloc.
using life = void (*)(naru::proactor&, operations&);

/// Reports to doctest, and prints how many points of failure there were.
void try_each_fault(const char* name, life lived);

}  // namespace torture
