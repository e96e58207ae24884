// json_writer: writes JSON into one line of text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace naru::detail {

class json_writer {
 public:
  /// Texts are cut after this number of bytes, so that one name cannot fill an update.
  static constexpr std::size_t text_max = 200;

  json_writer& begin(char bracket);
  json_writer& end(char bracket);
  json_writer& key(std::string_view name);

  /// Text may be anything: what JSON does not take is escaped, and bytes that are no UTF-8 become
  /// question marks.
  json_writer& value(std::string_view text);
  json_writer& value(std::uint64_t number);
  /// A number that JSON does not have, such as infinity, becomes null.
  json_writer& value(double number);
  /// Takes a value that is JSON already.
  json_writer& raw(std::string_view json);

  template <class Value>
  json_writer& field(std::string_view name, Value of) {
    return key(name).value(of);
  }
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }

 private:
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace naru::detail
