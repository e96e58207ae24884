// buffer_sequence: a row of naru's buffers in the form that Asio needs, without a copy.
#pragma once

#include <cstddef>
#include <iterator>

#include "values/buffer_cursor.hpp"

namespace naru::detail {

template <class Buffer, class AsioBuffer>
class buffer_sequence {
 public:
  class iterator {
   public:
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = AsioBuffer;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = AsioBuffer;

    iterator() = default;
    iterator(const buffer_cursor<Buffer>* cursor, std::size_t index) noexcept
        : cursor_(cursor), index_(index) {}

    AsioBuffer operator*() const noexcept {
      const Buffer buffer = (*cursor_)[index_];
      return {buffer.data(), buffer.size()};
    }
    iterator& operator++() noexcept { return ++index_, *this; }
    iterator operator++(int) noexcept { return {cursor_, index_++}; }
    iterator& operator--() noexcept { return --index_, *this; }
    iterator operator--(int) noexcept { return {cursor_, index_--}; }
    friend bool operator==(const iterator&, const iterator&) = default;

   private:
    const buffer_cursor<Buffer>* cursor_ = nullptr;
    std::size_t index_ = 0;
  };

  using value_type = AsioBuffer;
  using const_iterator = iterator;

  explicit buffer_sequence(const buffer_cursor<Buffer>& cursor) noexcept : cursor_(cursor) {}

  [[nodiscard]] iterator begin() const noexcept { return {&cursor_, 0}; }
  [[nodiscard]] iterator end() const noexcept { return {&cursor_, cursor_.count()}; }

 private:
  buffer_cursor<Buffer> cursor_;
};

}  // namespace naru::detail
