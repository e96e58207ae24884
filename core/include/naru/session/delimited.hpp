// delimited: each message is followed by a delimiter of one byte or more.
//
// For text that people or other programs read line by line. It is not for binary messages, because
// the delimiter may occur in them: use length_prefixed.
//
//     class chat : public naru::session<naru::delimited<>> …  // "\n"
//     class mail : public naru::session<naru::delimited<"\r\n">> …
//
// Nothing else is removed: with "\n", a line that came with "\r\n" ends with the "\r". An empty
// line is a message of size 0.
//
// Thread-safety: decode is called by one thread at a time; encoded_size and encode may be called
// by any thread.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/delimiter_search.hpp>
#include <naru/session/framing.hpp>

#include <cassert>
#include <cstddef>
#include <optional>
#include <span>

namespace naru {

namespace detail {

// A string literal as a template argument, without its zero.
template <std::size_t Size>
struct delimiter_text {
  constexpr delimiter_text(const char (&literal)[Size + 1]) noexcept {
    for (std::size_t i = 0; i < Size; ++i) characters[i] = literal[i];
  }

  char characters[Size]{};
};

template <std::size_t SizeAndZero>
  requires(SizeAndZero > 1)
delimiter_text(const char (&)[SizeAndZero]) -> delimiter_text<SizeAndZero - 1>;

}  // namespace detail

template <detail::delimiter_text Delimiter = "\n">
class delimited {
 public:
  /// The bytes of one message. They lie in the receive buffer.
  using message_type = const_buffer;

  /// The message lies in `received`, without the delimiter. It is refused as message_too_large as
  /// soon as no delimiter can begin within the first `message_size_max` + 1 bytes. decode looks at
  /// each byte about once, however many come at a time.
  [[nodiscard]] frame<> decode(const_buffer received, std::size_t message_size_max) noexcept {
    searched_ = detail::find_delimiter(received, searched_, delimiter());
    if (searched_ > message_size_max) return refused_frame(close_reason::message_too_large);
    if (received.size() - searched_ < delimiter().size()) return incomplete_frame();
    const const_buffer message = received.first(searched_);
    searched_ = 0;
    return complete_frame(message.size() + delimiter().size(), message);
  }

  /// Empty if the message would arrive as several: if it contains the delimiter, or if its end and
  /// the delimiter behind it contain an earlier one. Looks at the whole message.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const_buffer message) noexcept {
    if (!detail::ends_at_delimiter(message, delimiter())) return std::nullopt;
    return message.size() + delimiter().size();
  }

  /// `out` has the size that encoded_size returned.
  static void encode(const_buffer message, mutable_buffer out) noexcept {
    assert(out.size() == encoded_size(message));
    detail::copy_bytes(message, out);
    detail::copy_bytes(delimiter(), out.subspan(message.size()));
  }

 private:
  [[nodiscard]] static const_buffer delimiter() noexcept {
    return std::as_bytes(std::span(Delimiter.characters));  // it may be, or end with, a zero
  }

  std::size_t searched_ = 0;  // bytes at the front in which no delimiter begins
};

}  // namespace naru
