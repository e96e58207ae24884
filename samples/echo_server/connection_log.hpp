// connection_log: what a verbose echo_server says about its connections. Quiet, it does nothing.
//
// Thread-safety: every member, from any thread; each line comes out whole.
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
