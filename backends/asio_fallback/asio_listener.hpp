// asio_listener: accepts connections on Asio, one request outstanding while someone waits.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "../../core/src/listener_base.hpp"
#include "convert.hpp"

namespace naru::detail {

class asio_proactor;
class asio_stream;

class asio_listener final : public listener_base {
 public:
  asio_listener(asio_proactor& owner, const listen_options& options);
  ~asio_listener() override;

  std::error_code open(const endpoint& local, const listen_options& options) noexcept;
  std::error_code open(const unix_endpoint& local, const listen_options& options,
                       path_removal removal) noexcept;
  endpoint local_endpoint(std::error_code& error) const noexcept override;

 private:
  struct self_target;
  static void accept_done(const self_target& self, const std::error_code& error);

  [[nodiscard]] native_handle native() noexcept override;
  void accept_more() noexcept override;
  void look_again() noexcept override;
  void close_acceptor() noexcept override;
  using stream_owner = std::unique_ptr<asio_stream, release_socket>;
  [[nodiscard]] static stream_owner make_stream(proactor& home) noexcept;
  [[nodiscard]] static bool move(asio_socket& from, asio_stream& into) noexcept;

  std::error_code start_listening(int backlog) noexcept;
  [[nodiscard]] bool make_room() noexcept;
  void take(const std::error_code& error) noexcept;
  void hand_over() noexcept;
  [[nodiscard]] bool take_next() noexcept;

  std::optional<asio_acceptor> acceptor_;
  // Where the next connection goes; while no request is outstanding, one that has come and waits
  // for an accept. The listener's own, because Asio refers to it until the request has ended, when
  // everything else that could own it may have been closed.
  std::optional<asio_socket> incoming_;
  stream_protocol::endpoint peer_;
  bool accepting_ = false;
  alignas(void*) std::array<std::byte, 512> accept_storage_;  // Asio asks for up to 488 on Windows
};

}  // namespace naru::detail
