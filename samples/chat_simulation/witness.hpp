// witness: has everything that a chat_server has told its rooms, in the order in which it told it.
//
// It stands where the server has its broker, so the server tells it without a change. Each member
// of a room must hear a part of the room's record without a gap: from its own arrival on, until it
// leaves or loses its connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "../chat_server/broker.hpp"
#include "findings.hpp"

namespace samples::chat {

class witness final : public broker {
 public:
  /// One packet that a room has heard.
  struct entry {
    std::uint16_t id = 0;
    std::string body;
    std::string who;               // who came, went or spoke
    std::uint64_t said_at_ns = 0;  // of a remark

    [[nodiscard]] bool is(const naru::packet& packet) const noexcept;
  };
  /// Everything that the rooms of one name have heard.
  using record = std::vector<entry>;
  /// A member, as the server has taken it.
  struct speaker {
    const record* room = nullptr;  // the one that it joined last
    std::size_t place = 0;         // where in that record it joined
    std::uint32_t said = 0;        // the number of its last remark
    /// The numbers of remarks before which others are missing.
    std::vector<std::uint32_t> after_gaps;
  };

  explicit witness(findings& wrong) : wrong_(wrong) {}

  void subscribe(std::string_view room) override;
  void unsubscribe(std::string_view room) override;
  void publish(std::string_view room, const naru::packet& heard) override;

  /// Null if nobody of that name has come into a room.
  [[nodiscard]] const speaker* find(std::string_view name) const;
  /// Rooms that the server has, because somebody is in them.
  [[nodiscard]] std::size_t open_rooms() const noexcept { return open_rooms_.size(); }
  /// Remarks that the server has accepted.
  [[nodiscard]] std::uint64_t remarks() const noexcept { return remarks_; }

 private:
  void take_remark(speaker& of, entry& said, std::string_view text);

  findings& wrong_;
  std::set<std::string, std::less<>> open_rooms_;
  std::map<std::string, record, std::less<>> records_;  // of each room that there ever was
  std::map<std::string, speaker, std::less<>> speakers_;
  std::uint64_t remarks_ = 0;
};

}  // namespace samples::chat
