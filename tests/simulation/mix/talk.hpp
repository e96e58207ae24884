// talk: one connection between a client's session and a server's, as the test knows it; and the
// book of all of them, in which both ends find theirs.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/session/close_reason.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "checks.hpp"
#include "expected_messages.hpp"

namespace mix {

enum class end_kind : std::uint8_t { client, server };

[[nodiscard]] constexpr end_kind peer_of(end_kind one) noexcept {
  return one == end_kind::client ? end_kind::server : end_kind::client;
}

class talk {
 public:
  explicit talk(std::uint64_t key) noexcept : key_(key) {}

  [[nodiscard]] std::uint64_t key() const noexcept { return key_; }
  /// The messages that this end sends.
  [[nodiscard]] expected_messages& sent_by(end_kind which) noexcept { return at(which).sent; }
  [[nodiscard]] std::uint32_t next_number(end_kind which) noexcept { return at(which).next++; }
  [[nodiscard]] bool begin(end_kind which) noexcept;
  /// `saw_all`: the end has taken every message that came before the end of its peer's stream.
  void finish(end_kind which, naru::close_reason reason, bool saw_all, checks& seen);

 private:
  struct one_end {
    expected_messages sent;
    std::uint32_t next = 0;
    bool begun = false;
    std::optional<naru::close_reason> reason = std::nullopt;
    bool lacks_messages = false;  // saw the end of the stream, and not all that was sent
  };

  [[nodiscard]] one_end& at(end_kind which) noexcept {
    return ends_[static_cast<std::size_t>(which)];
  }

  const std::uint64_t key_;
  std::array<one_end, 2> ends_;
};

class talk_book {
 public:
  /// The connection of the client with that endpoint to the service of that number.
  [[nodiscard]] talk& at(const naru::endpoint& client, unsigned service);

 private:
  std::map<std::uint64_t, std::unique_ptr<talk>> talks_;
};

}  // namespace mix
