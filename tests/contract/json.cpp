#include "json.hpp"

#include <cstddef>
#include <stdexcept>
#include <utility>

namespace contract {
namespace {

class json_reader {
 public:
  explicit json_reader(std::string_view text) : text_(text) {}

  json read_whole() {
    json value = read_value();
    skip_space();
    if (at_ != text_.size()) refuse("something follows");
    return value;
  }

 private:
  [[noreturn]] void refuse(const char* why) const {
    throw std::runtime_error(std::string(why) + ": " +
                             std::string(text_.substr(at_ < 40 ? 0 : at_ - 40, 80)));
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') ++at_;
  }
  void take(std::string_view expected) {
    if (text_.substr(at_, expected.size()) != expected) refuse("another character was expected");
    at_ += expected.size();
  }
  bool take_if(char each) {
    skip_space();
    if (peek() != each) return false;
    ++at_;
    return true;
  }

  json read_value() {
    skip_space();
    json value;
    const auto word = [&](std::string_view text, json::shape is) {
      take(text);
      value.is = is;
      value.text = text;
    };
    switch (peek()) {
      case '{':
        read_members(value);
        break;
      case '[':
        read_elements(value);
        break;
      case '"':
        value.is = json::shape::string;
        value.text = read_string();
        break;
      case 't':
        word("true", json::shape::boolean);
        break;
      case 'f':
        word("false", json::shape::boolean);
        break;
      case 'n':
        word("null", json::shape::null);
        break;
      default:
        value.is = json::shape::number;
        value.text = read_number();
    }
    return value;
  }

  void read_members(json& object) {
    object.is = json::shape::object;
    take("{");
    if (take_if('}')) return;
    do {
      skip_space();
      std::string name = read_string();
      if (!take_if(':')) refuse("a member without a value");
      if (!object.members.emplace(std::move(name), read_value()).second) refuse("a member twice");
    } while (take_if(','));
    if (!take_if('}')) refuse("an object does not end");
  }

  void read_elements(json& array) {
    array.is = json::shape::array;
    take("[");
    if (take_if(']')) return;
    do array.elements.push_back(read_value());
    while (take_if(','));
    if (!take_if(']')) refuse("an array does not end");
  }

  std::string read_string() {
    take("\"");
    std::string result;
    while (peek() != '"') {
      if (static_cast<unsigned char>(peek()) < 0x20) refuse("a string does not end");
      if (peek() == '\\') {
        ++at_;
        if (peek() != '"' && peek() != '\\') refuse("an escape that nobody writes");
      }
      result += text_[at_++];
    }
    ++at_;
    return result;
  }

  void skip_digits() {
    if (peek() < '0' || peek() > '9') refuse("a digit was expected");
    while (peek() >= '0' && peek() <= '9') ++at_;
  }

  std::string read_number() {
    const std::size_t begin = at_;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
    } else {
      skip_digits();
    }
    if (peek() == '.') {
      ++at_;
      skip_digits();
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

json json::read(std::string_view text) { return json_reader(text).read_whole(); }

}  // namespace contract
