// close_code: the program's own reason for ending a session: a number, and a short text for a log.
//
//     enum : std::uint32_t { kicked = 1, banned = 2 };
//
//     void player::kick() { close({kicked, "spam in the lobby"}); }
//     void player::on_closed(naru::close_reason reason) {
//       log("{}: {} {}", naru::describe(reason), close_code().number, close_code().text);
//     }
//
// It is a reason of this program for itself. Nothing of it is sent to the peer: if the peer should
// know, send a message before the close. For the library's reasons see close_reason.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace naru {

struct close_code {
  /// The longest text that a session keeps, in bytes. A longer one is cut at the end of a character
  /// of UTF-8.
  static constexpr std::size_t text_max = 128;

  /// The program's number; 0 if the program gave none. Numbers below session_counters::close_codes
  /// are counted one by one.
  std::uint32_t number = 0;
  /// session_base::close copies it.
  // Said, or GCC warns of {.number = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::string_view text = {};

  friend bool operator==(const close_code&, const close_code&) = default;
};

}  // namespace naru
