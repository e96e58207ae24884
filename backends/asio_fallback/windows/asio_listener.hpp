// asio_listener: accepts connections on Asio, on Windows: see asio_accepting.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

#include "asio_fallback/convert.hpp"
#include "sockets/listener_base.hpp"

namespace naru::detail {

class asio_proactor;
class asio_stream;

class asio_listener final : public listener_base {
 public:
  asio_listener(asio_proactor& owner, const listen_options& options);
  ~asio_listener() override;

 private:
  using stream_owner = std::unique_ptr<asio_stream, release_socket>;
  struct self_target;

  /// The next connection, which the outstanding request fills in.
  struct arrival {
    /// The socket for the next connection. While no request is outstanding, it is a connection that
    /// has come and waits for an accept. It belongs to the listener, because Asio refers to it
    /// until the request has ended. All other objects that could own it may be closed before that.
    std::optional<asio_socket> socket;
    stream_protocol::endpoint peer;
  };

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void accept_more() noexcept override;
  void look_again() noexcept override;
  bool ask_request_to_end() noexcept override;
  void close_acceptor() noexcept override;

  static void accept_done(self_target& self, const std::error_code& error);
  void request_ended(const std::error_code& error) noexcept;
  [[nodiscard]] std::error_code make_room() noexcept;
  void take(const std::error_code& error) noexcept;
  void hand_over() noexcept;
  [[nodiscard]] bool take_next() noexcept;
  [[nodiscard]] static bool move(asio_socket& from, asio_stream& into) noexcept;

  std::optional<asio_acceptor> acceptor_;
  arrival next_;
  bool accepting_ = false;                                    // a request of Asio is outstanding
  alignas(void*) std::array<std::byte, 512> accept_storage_;  // Asio asks for up to 488
};

}  // namespace naru::detail
