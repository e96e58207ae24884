#include "exposition.hpp"

#include <cctype>
#include <cstdlib>
#include <limits>
#include <stdexcept>

namespace contract {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

[[noreturn]] void refuse(std::string_view line, const char* why) {
  throw std::runtime_error(std::string(why) + ": " + std::string(line));
}

void require(bool fits, std::string_view line, const char* why) {
  if (!fits) refuse(line, why);
}

/// Takes a part of a line off its beginning.
class reader {
 public:
  explicit reader(std::string_view line) : line_(line), left_(line) {}

  [[nodiscard]] bool at_end() const { return left_.empty(); }
  [[nodiscard]] bool at(char each) const { return !left_.empty() && left_.front() == each; }
  [[nodiscard]] std::string_view rest() const { return left_; }
  void take(char expected) {
    require(at(expected), line_, "another character was expected");
    left_.remove_prefix(1);
  }
  std::string take_name(bool colons) {
    std::size_t size = 0;
    while (size < left_.size() && is_part_of_name(left_[size], colons)) ++size;
    require(size != 0 && std::isdigit(static_cast<unsigned char>(left_.front())) == 0, line_,
            "a name was expected");
    std::string name(left_.substr(0, size));
    left_.remove_prefix(size);
    return name;
  }
  void take_quoted() {
    take('"');
    while (!at('"')) {
      require(!at_end(), line_, "a quote does not end");
      if (at('\\')) {
        left_.remove_prefix(1);
        require(at('\\') || at('"') || at('n'), line_, "an unknown escape");
      }
      left_.remove_prefix(1);
    }
    take('"');
  }
  double take_number() {
    const std::string text(left_);
    left_ = {};
    if (text == "+Inf") return infinity;
    if (text == "-Inf") return -infinity;
    if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    require(!text.empty() && end == text.c_str() + text.size(), line_, "a number was expected");
    require(std::isdigit(static_cast<unsigned char>(text.back())) != 0, line_, "no plain number");
    return value;
  }

 private:
  static bool is_part_of_name(char each, bool colons) {
    const auto byte = static_cast<unsigned char>(each);
    return (byte < 0x80 && std::isalnum(byte) != 0) || each == '_' || (colons && each == ':');
  }

  std::string_view line_;
  std::string_view left_;
};

}  // namespace

exposition::exposition(std::string_view page) {
  require(page.empty() || page.ends_with('\n'), page, "the last line does not end");
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(line.size() + 1);
    if (line.starts_with("# HELP ")) {
      read_help(line);
    } else if (line.starts_with("# TYPE ")) {
      read_type(line);
    } else {
      read_sample(line);
    }
  }
  end_family();
}

void exposition::end_family() {
  require(name_.empty() || (figures_ != 0 && !type_.empty()), name_, "a name without figures");
  require(!in_buckets_, name_, "buckets without their count");
}

void exposition::read_help(std::string_view line) {
  end_family();
  reader words(line.substr(7));
  name_ = words.take_name(true);
  words.take(' ');
  require(!words.at_end(), line, "no help");
  require(!types_.contains(name_), line, "a name stands twice");
  type_.clear();
  figures_ = 0;
}

void exposition::read_type(std::string_view line) {
  reader words(line.substr(7));
  require(words.take_name(true) == name_, line, "a type without help before it");
  words.take(' ');
  type_ = words.rest();
  require(type_ == "counter" || type_ == "gauge" || type_ == "histogram", line, "no such type");
  require((type_ == "counter") == name_.ends_with("_total"), line, "_total is for counters");
  require(types_.emplace(name_, type_).second, line, "a name stands twice");
}

void exposition::read_sample(std::string_view line) {
  reader words(line);
  const std::string name = words.take_name(true);
  std::set<std::string> labels;
  if (words.at('{')) {
    words.take('{');
    for (;;) {
      require(labels.insert(words.take_name(false)).second, line, "a label stands twice");
      words.take('=');
      words.take_quoted();
      if (!words.at(',')) break;
      words.take(',');
    }
    words.take('}');
  }
  const std::string figure(line.substr(0, line.size() - words.rest().size()));
  words.take(' ');
  const double value = words.take_number();
  require(values_.emplace(figure, value).second, line, "a figure stands twice");
  ++figures_;
  if (type_ != "histogram") {
    require(name == name_ && !type_.empty(), line, "a figure under another name");
  } else if (name == name_ + "_bucket") {
    require(labels.contains("le"), line, "a bucket without a bound");
    read_bucket(figure, value);
  } else if (name == name_ + "_count") {
    require(in_buckets_ && last_bound_ == infinity && value == last_count_, line,
            "the count is not that of the last bucket");
    in_buckets_ = false;
  } else {
    require(name == name_ + "_sum" && in_buckets_, line, "a figure under another name");
  }
}

void exposition::read_bucket(std::string_view figure, double value) {
  const std::size_t begin = figure.rfind("le=\"") + 4;
  const double bound = reader(figure.substr(begin, figure.rfind('"') - begin)).take_number();
  require(!in_buckets_ || (bound > last_bound_ && value >= last_count_), figure,
          "buckets do not ascend");
  in_buckets_ = true;
  last_bound_ = bound;
  last_count_ = value;
}

}  // namespace contract
