// exposition: reads a page in Prometheus' text format, and refuses what the format does not allow.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace contract {

/// A page that was read. It throws std::runtime_error, which tells the line, for a page that is not
/// exactly as it must be: each name once, with its help and its type before its figures, counters
/// that end in _total, labels in quotes, buckets that ascend and add up.
class exposition {
 public:
  explicit exposition(std::string_view page);

  /// The value of `name`, or of `name{label="value"}`. Throws std::out_of_range.
  [[nodiscard]] double value(const std::string& figure) const { return values_.at(figure); }
  [[nodiscard]] bool has(const std::string& figure) const { return values_.contains(figure); }
  [[nodiscard]] std::string type(const std::string& name) const { return types_.at(name); }
  [[nodiscard]] std::size_t size() const { return values_.size(); }

 private:
  void read_help(std::string_view line);
  void read_type(std::string_view line);
  void read_sample(std::string_view line);
  void read_bucket(std::string_view figure, double value);
  void end_family();

  std::map<std::string, std::string> types_;
  std::map<std::string, double> values_;  // by what stands before the value
  std::string name_;                      // of the family that is read
  std::string type_;
  std::size_t figures_ = 0;
  double last_bound_ = 0;
  double last_count_ = 0;
  bool in_buckets_ = false;
};

}  // namespace contract
