// compression_pool: the deflaters and inflaters of all connections of a transport.
//
// A connection has a deflater only while it writes a frame, and an inflater only from the first
// byte of a message to its last. So neither an idle peer nor one that takes nothing costs their
// memory.
//
// Thread-safety: all functions may be called by several threads at the same time.
#pragma once

#include <naru/web/web_socket_options.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

#include "web/web_socket/deflate/compression.hpp"

namespace naru::detail {

/// Objects that nobody uses just now, and few of them: any number may be in use.
template <class Object>
class spare_objects {
 public:
  spare_objects() = default;
  spare_objects(const spare_objects&) = delete;
  spare_objects& operator=(const spare_objects&) = delete;
  ~spare_objects() {
    while (take()) {
    }
  }

  /// Null if there is none.
  [[nodiscard]] std::unique_ptr<Object> take() noexcept {
    for (std::atomic<Object*>& place : places_) {
      if (place.load(std::memory_order_relaxed) == nullptr) continue;
      if (Object* const found = place.exchange(nullptr, std::memory_order_acquire)) {
        return std::unique_ptr<Object>(found);
      }
    }
    return nullptr;
  }

  void give_back(std::unique_ptr<Object> used) noexcept {
    for (std::atomic<Object*>& place : places_) {
      Object* none = nullptr;
      if (place.compare_exchange_strong(none, used.get(), std::memory_order_release,
                                        std::memory_order_relaxed)) {
        static_cast<void>(used.release());
        return;
      }
    }
  }

 private:
  static constexpr std::size_t spares_max = 4;  // about one for each thread that is at it
  std::array<std::atomic<Object*>, spares_max> places_{};
};

class compression_pool {
 public:
  explicit compression_pool(const web_socket_deflate& options) noexcept : options_(options) {}

  [[nodiscard]] const web_socket_deflate& options() const noexcept { return options_; }

  /// `window_bits` as for make_deflater. Throws std::bad_alloc.
  [[nodiscard]] std::unique_ptr<deflater> take_deflater(int window_bits);
  /// Throws std::bad_alloc.
  [[nodiscard]] std::unique_ptr<inflater> take_inflater();

  void give_back(std::unique_ptr<deflater> used) noexcept;
  /// It must have finished its message.
  void give_back(std::unique_ptr<inflater> used) noexcept;

 private:
  const web_socket_deflate options_;
  spare_objects<deflater> deflaters_;
  spare_objects<inflater> inflaters_;
};

}  // namespace naru::detail
