// framing: how messages are laid out in a stream of bytes.
//
// A session names its framing: session<length_prefixed<>>, session<delimited<>>, session<raw>, or a
// type of the program's own that satisfies this concept:
//
//     struct my_framing {
//       using message_type = naru::const_buffer;
//       naru::frame<> decode(naru::const_buffer received, std::size_t message_size_max);
//       static std::optional<std::size_t> encoded_size(const message_type& message);
//       static void encode(const message_type& message, naru::mutable_buffer out) noexcept;
//     };
//
// Each session has its own framing object for receiving, so decode may remember how far it has
// looked. Encoding uses no object, because one encoding serves every receiver of a broadcast.
#pragma once

#include <naru/buffer.hpp>
#include <naru/session/close_reason.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace naru {

/// The state of the frame with which the bytes at hand begin.
enum class frame_status : std::uint8_t {
  complete,    ///< there is a whole message
  incomplete,  ///< a whole message is not there yet
  refused,     ///< it will never be a message: the session closes
};

/// The result of decode for the bytes at hand. Made by complete_frame, incomplete_frame,
/// refused_frame.
template <class Message = const_buffer>
struct frame {
  /// Whether the bytes at hand hold a whole message.
  frame_status status = frame_status::incomplete;
  /// Of a complete frame: how many bytes it takes, with everything that surrounds the message. Of
  /// an incomplete frame: how many bytes it will take in all, or 0 if that is not known yet.
  std::size_t bytes = 0;
  /// Of a complete frame. It may refer to the bytes at hand.
  Message message{};
  /// Of a refused frame: message_too_large or message_malformed.
  close_reason reason = close_reason::message_malformed;
};

/// A whole message that takes `bytes` bytes with everything that surrounds it.
template <class Message>
[[nodiscard]] constexpr frame<Message> complete_frame(std::size_t bytes, Message message) {
  return {frame_status::complete, bytes, message, {}};
}
/// A message of which more must come. `bytes`: how many it will take in all, or 0 if that is not
/// known.
template <class Message = const_buffer>
[[nodiscard]] constexpr frame<Message> incomplete_frame(std::size_t bytes = 0) {
  return {frame_status::incomplete, bytes, {}, {}};
}
/// Bytes that are no message, for which the session closes with `reason`.
template <class Message = const_buffer>
[[nodiscard]] constexpr frame<Message> refused_frame(close_reason reason) {
  return {frame_status::refused, 0, {}, reason};
}

/// decode(received, message_size_max): looks at the bytes that came and were not taken yet, at
/// least one byte. After an incomplete frame it is called again with the same bytes and more. It
/// must refuse a message of more than message_size_max bytes as soon as it knows the size; a
/// framing that reads the size first refuses then. Everything that surrounds a message takes
/// 65,536 bytes at most.
///
/// encoded_size(message): the number of bytes that encode will write; empty if the message does
/// not fit into a frame of this kind. encode(message, out): writes them; `out` has exactly that
/// size. encode must not throw, nor call the session, whose lock is held. Both may be called on
/// any thread. A framing may have more overloads of these two functions: send and broadcast take
/// the types of their arguments too.
template <class Framing>
concept framing = std::default_initializable<Framing> &&
                  requires(Framing& decoder, const_buffer received, std::size_t message_size_max,
                           const typename Framing::message_type& message, mutable_buffer out) {
                    {
                      decoder.decode(received, message_size_max)
                    } -> std::same_as<frame<typename Framing::message_type>>;
                    { Framing::encoded_size(message) } -> std::same_as<std::optional<std::size_t>>;
                    { Framing::encode(message, out) } noexcept;
                  };

namespace detail {

/// A type that is no message of the framing, but which the framing encodes as one: a struct that
/// writes itself, with packet_framing.
template <class T, class Framing>
concept encoded_by =
    framing<Framing> && !std::convertible_to<const T&, typename Framing::message_type> &&
    requires(const T& message, mutable_buffer out) {
      { Framing::encoded_size(message) } -> std::same_as<std::optional<std::size_t>>;
      { Framing::encode(message, out) } noexcept;
    };

}  // namespace detail

}  // namespace naru
