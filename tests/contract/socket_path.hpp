// socket_path: the path of a Unix domain socket, if the system has them.
#pragma once

#include "support.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace contract {

/// A path that nothing uses. It is relative, so that it is short, and it is removed again.
class socket_path {
 public:
  socket_path() : text_("naru-test-" + std::to_string(unique()) + ".socket") {}
  ~socket_path() { static_cast<void>(std::remove(text_.c_str())); }
  socket_path(const socket_path&) = delete;
  socket_path& operator=(const socket_path&) = delete;

  [[nodiscard]] naru::unix_endpoint endpoint() const { return naru::unix_endpoint::parse(text_); }
  [[nodiscard]] bool exists() const { return std::filesystem::exists(text_); }
  /// Returns false if there was nothing to remove.
  [[nodiscard]] bool remove() const { return std::filesystem::remove(text_); }
  void make_file() const { std::ofstream(text_) << "here already"; }

 private:
  static long long unique() {
    static long long count = std::chrono::system_clock::now().time_since_epoch().count();
    return ++count;
  }

  std::string text_;
};

/// Returns false, with a message, if the system has no such sockets.
inline bool has_unix_sockets(naru::proactor& proactor) {
  const socket_path path;
  naru::unix_listener listener(proactor);
  const std::error_code error = listener.listen(path.endpoint());
  if (error == std::errc::address_family_not_supported) {
    MESSAGE("skipped: no Unix domain sockets here: " << error.message());
    return false;
  }
  CHECK_FALSE(error);
  return true;
}

}  // namespace contract
