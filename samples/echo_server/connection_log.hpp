// connection_log: prints what a verbose echo_server reports about its connections. If it is quiet,
// it prints nothing.
//
// Thread-safety: every member may be called from any thread; each line is printed whole.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>

#include <cstdint>
#include <mutex>
#include <string_view>

#include "options.hpp"

namespace samples {

class connection_log {
 public:
  explicit connection_log(verbosity output) noexcept : output_(output) {}

  void connected(std::uint64_t connection, const naru::endpoint& peer);
  void received(std::uint64_t connection, naru::const_buffer bytes);
  void closed(std::uint64_t connection, std::string_view reason);
  void accept_failed(std::string_view reason);

  [[nodiscard]] bool is_quiet() const noexcept { return output_ == verbosity::quiet; }

 private:
  void print(std::string_view line);

  verbosity output_;
  std::mutex mutex_;
};

}  // namespace samples
