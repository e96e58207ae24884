// delimited: after each message stands a delimiter, of one byte or more.
//
// For text that people or other programs read line by line. Not for binary messages, in which the
// delimiter may occur: length_prefixed.
//
//     class chat : public naru::session<naru::delimited<>> …  // "\n"
//     class mail : public naru::session<naru::delimited<"\r\n">> …
//
// Nothing else is taken away: with "\n", a line that came with "\r\n" ends with the "\r". An empty
// line is a message of size 0.
//
// Thread-safety: decode by one thread at a time; encoded_size and encode by any.
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

// A string literal as a template's argument, without its zero.
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
  using message_type = const_buffer;

  /// The message lies in `received`, without the delimiter. Refused as message_too_large as soon as
  /// no delimiter can begin within the first `message_size_max` + 1 bytes. Looks at each byte about
  /// once, however many come at a time.
  [[nodiscard]] frame<> decode(const_buffer received, std::size_t message_size_max) noexcept {
    searched_ = detail::find_delimiter(received, searched_, delimiter());
    if (searched_ > message_size_max) return refused_frame(close_reason::message_too_large);
    if (received.size() - searched_ < delimiter().size()) return incomplete_frame();
    const const_buffer message = received.first(searched_);
    searched_ = 0;
    return complete_frame(message.size() + delimiter().size(), message);
  }

  /// Empty where the message would arrive as several: where it contains the delimiter, or ends so
  /// that one begins before its end. Looks at the whole message.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const_buffer message) noexcept {
    if (!detail::ends_at_delimiter(message, delimiter())) return std::nullopt;
    return message.size() + delimiter().size();
  }

  /// `out` has the size that encoded_size told.
  static void encode(const_buffer message, mutable_buffer out) noexcept {
    assert(out.size() == encoded_size(message));
    detail::copy_bytes(message, out);
    detail::copy_bytes(delimiter(), out.subspan(message.size()));
  }

 private:
  [[nodiscard]] static const_buffer delimiter() noexcept {
    return std::as_bytes(std::span(Delimiter.characters));  // it may be, or end with, a zero
  }

  std::size_t searched_ = 0;  // bytes of what came in which no delimiter begins
};

}  // namespace naru
