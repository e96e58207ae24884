// proxy_log: prints messages of the running tcp_proxy: errors on standard error and, if it is
// verbose, every connection on standard output.
//
// Thread-safety: every member may be called from any thread; each line is printed whole.
#pragma once

#include <naru/endpoint.hpp>

#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string_view>
#include <system_error>

#include "options.hpp"

namespace samples {

class proxy_log {
 public:
  explicit proxy_log(verbosity output) noexcept : output_(output) {}

  void accept_failed(std::string_view reason);
  void connect_failed(std::uint64_t connection, const host_and_port& where,
                      const std::error_code& reason);
  void handshake_failed(std::uint64_t connection, const std::error_code& reason);
  void connected(std::uint64_t connection, const naru::endpoint& client,
                 const naru::endpoint& target);
  /// `reason` is no error if both sides ended the connection in an orderly way.
  void closed(std::uint64_t connection, const std::error_code& reason);

 private:
  [[nodiscard]] bool is_quiet() const noexcept { return output_ == verbosity::quiet; }
  void print(std::FILE* where, std::string_view line);

  verbosity output_;
  std::mutex mutex_;
};

}  // namespace samples
