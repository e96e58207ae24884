// json: reads a text in JSON (RFC 8259), and refuses everything else.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace contract {

/// A value that was read. Numbers keep their text. Throws std::out_of_range if it has no such
/// member.
struct json {
  /// Throws std::runtime_error, which tells where, if the text is not one whole value.
  static json read(std::string_view text);

  [[nodiscard]] const json& operator[](const std::string& member) const {
    return members.at(member);
  }
  [[nodiscard]] bool has(const std::string& member) const { return members.contains(member); }

  enum class shape { null, boolean, number, string, array, object } is = shape::null;
  std::string text;  // of a string, number or boolean
  std::vector<json> elements;
  std::map<std::string, json> members;
};

}  // namespace contract
