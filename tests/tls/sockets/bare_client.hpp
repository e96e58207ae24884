// bare_client: a client of TLS that moves the bytes itself, so that it can end its TCP connection
// without close_notify, as a network that is cut does.
#pragma once

#include "ends.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include "tls/tls_factory.hpp"

namespace tls_tests {

class bare_client {
 public:
  bare_client(naru::proactor& proactor, naru::tcp_stream plain);

  /// Returns false if it fails.
  [[nodiscard]] bool shake_hands();
  /// Sends as much as one record takes.
  [[nodiscard]] bool send(std::string_view text);
  /// Says close_notify; TCP stays.
  [[nodiscard]] bool say_end();
  /// Ends TCP without a word.
  [[nodiscard]] bool cut() { return !plain_.shutdown_send(); }

 private:
  [[nodiscard]] bool flush();
  [[nodiscard]] bool take();

  naru::proactor& proactor_;
  naru::tcp_stream plain_;
  naru::detail::tls_client_factory factory_;
  std::unique_ptr<naru::detail::tls_layer> layer_;
  std::array<std::byte, 4'096> storage_{};
};

}  // namespace tls_tests
