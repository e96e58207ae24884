// asio_listener: accepts connections on Asio. It gets them in a way that differs between systems:
// see asio_accepting.cpp in posix/ and in windows/.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

#include "asio_fallback/convert.hpp"
#include "sockets/listener_base.hpp"
#include <arrival.hpp>

namespace naru::detail {

class asio_proactor;
class asio_stream;

class asio_listener final : public listener_base {
 public:
  asio_listener(asio_proactor& owner, const listen_options& options);
  ~asio_listener() override;

 private:
  struct self_target;

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void accept_more() noexcept override;
  void look_again() noexcept override;
  bool ask_request_to_end() noexcept override;
  void close_acceptor() noexcept override;

  // On POSIX systems
  static void waited(const self_target& self, const std::error_code& error);
  [[nodiscard]] std::error_code accept_next() noexcept;
  [[nodiscard]] std::error_code take_from_system() noexcept;
  void wait_for_next() noexcept;

  // On Windows
  using stream_owner = std::unique_ptr<asio_stream, release_socket>;

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
  alignas(void*) std::array<std::byte, 512> accept_storage_;  // Asio asks for up to 488 on Windows
};

}  // namespace naru::detail
