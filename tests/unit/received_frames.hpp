// received_frames: the results of a framing for a stream that arrives in pieces. It reads the
// stream as a session does, and checks everything that a session requires of a framing.
//
// Each decode sees a copy of exactly the bytes at hand. So a sanitizer notices reads beyond them,
// and the framing can keep no pointer to them from one call to the next. Throws std::logic_error
// that tells what is wrong.
#pragma once

#include <naru/session/framing.hpp>
#include <naru/session/packet_framing.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

inline void require(bool holds, const char* what) {
  if (!holds) throw std::logic_error(what);
}

inline std::string_view text(naru::const_buffer bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline naru::const_buffer content(naru::const_buffer message) { return message; }
inline naru::const_buffer content(const naru::packet& message) { return message.body; }

/// The message as it is sent, in memory of exactly its size. Empty if it has no encoding.
template <naru::framing Framing>
std::optional<std::string> encoded(const typename Framing::message_type& message) {
  const std::optional<std::size_t> size = Framing::encoded_size(message);
  if (!size) return std::nullopt;
  std::vector<std::byte> out(*size);
  Framing::encode(message, out);
  return std::string(text(out));
}

template <naru::framing Framing>
class received_frames {
 public:
  explicit received_frames(std::size_t message_size_max) : message_size_max_(message_size_max) {}

  void receive(std::string_view piece) {
    waiting_ += piece;
    while (!refused_ && !waiting_.empty() && take_one()) {
    }
  }

  /// The messages; of messages with a header, the bodies.
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  /// The messages encoded again, one after the other.
  [[nodiscard]] const std::string& encoded_again() const { return encoded_again_; }
  /// How many bytes the messages took in the stream.
  [[nodiscard]] std::size_t taken() const { return taken_; }
  [[nodiscard]] std::optional<naru::close_reason> refused() const { return refused_; }
  /// The number of bytes that the incomplete frame will take, as far as it has told.
  [[nodiscard]] std::size_t wanted() const { return wanted_; }

  bool operator==(const received_frames& other) const {
    return messages_ == other.messages_ && encoded_again_ == other.encoded_again_ &&
           taken_ == other.taken_ && refused_ == other.refused_;
  }

 private:
  bool take_one() {
    const std::vector<std::byte> at_hand = exactly(waiting_);
    const auto frame = framing_.decode(at_hand, message_size_max_);
    switch (frame.status) {
      case naru::frame_status::complete:
        take(frame, at_hand);
        return true;
      case naru::frame_status::incomplete:
        require(wanted_ == 0 || wanted_ == frame.bytes,
                "the frame will take another size than told");
        wanted_ = frame.bytes;
        require(wanted_ == 0 || wanted_ > at_hand.size(), "incomplete, and all of it is there");
        return false;
      case naru::frame_status::refused:
        require(frame.reason == naru::close_reason::message_too_large ||
                    frame.reason == naru::close_reason::message_malformed,
                "refused for a reason that no framing has");
        refused_ = frame.reason;
        return false;
    }
    throw std::logic_error("no such status");
  }

  template <class Frame>
  void take(const Frame& frame, naru::const_buffer at_hand) {
    require(frame.bytes > 0 && frame.bytes <= at_hand.size(), "the frame is not within the bytes");
    require(wanted_ == 0 || wanted_ == frame.bytes, "the frame takes another size than told");
    wanted_ = 0;
    const naru::const_buffer message = content(frame.message);
    const std::less_equal<> not_after;
    require(not_after(at_hand.data(), message.data()) &&
                not_after(message.data() + message.size(), at_hand.data() + frame.bytes),
            "the message is not within its frame");
    require(message.size() <= message_size_max_, "the message is too large");
    messages_.emplace_back(text(message));
    check_again(frame.message);
    taken_ += frame.bytes;
    waiting_.erase(0, frame.bytes);
  }

  // A received message can be sent, and is received as the same message.
  void check_again(const typename Framing::message_type& message) {
    const auto again = encoded<Framing>(message);
    require(again.has_value(), "a message that was received cannot be sent");
    Framing fresh;
    const std::vector<std::byte> at_hand = exactly(*again);
    const auto frame = fresh.decode(at_hand, message_size_max_);
    require(frame.status == naru::frame_status::complete && frame.bytes == again->size() &&
                text(content(frame.message)) == text(content(message)),
            "a message that was received and sent arrives as another");
    encoded_again_ += *again;
  }

  static std::vector<std::byte> exactly(std::string_view bytes) {
    const naru::const_buffer all = naru::buffer(bytes);
    return {all.begin(), all.end()};
  }

  std::size_t message_size_max_;
  Framing framing_;
  std::string waiting_;
  std::vector<std::string> messages_;
  std::string encoded_again_;
  std::size_t taken_ = 0;
  std::size_t wanted_ = 0;
  std::optional<naru::close_reason> refused_;
};

template <naru::framing Framing>
received_frames<Framing> received_whole(std::string_view stream, std::size_t message_size_max) {
  received_frames<Framing> frames(message_size_max);
  frames.receive(stream);
  return frames;
}

template <naru::framing Framing>
received_frames<Framing> received_in_two(std::string_view stream, std::size_t cut,
                                         std::size_t message_size_max) {
  received_frames<Framing> frames(message_size_max);
  frames.receive(stream.substr(0, cut));
  frames.receive(stream.substr(cut));
  return frames;
}

template <naru::framing Framing>
received_frames<Framing> received_by_byte(std::string_view stream, std::size_t message_size_max) {
  received_frames<Framing> frames(message_size_max);
  for (std::size_t i = 0; i < stream.size(); ++i) frames.receive(stream.substr(i, 1));
  return frames;
}
