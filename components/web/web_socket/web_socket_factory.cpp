#include "web/web_socket/web_socket_factory.hpp"

#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "web/web_socket/check_options.hpp"
#include "web/web_socket/web_socket_layer.hpp"

namespace naru::detail {
namespace {

std::unique_ptr<stream_layer> refused(std::errc condition, std::error_code& error) {
  error = std::make_error_code(condition);
  return nullptr;
}

// The system's source of chance throws std::system_error, and there may be no memory.
template <class Make>
std::unique_ptr<stream_layer> make_or_tell(std::error_code& error, Make make) {
  try {
    error.clear();
    return make();
  } catch (const std::system_error& thrown) {
    error = thrown.code();
    return nullptr;
  } catch (const std::bad_alloc&) {
    return refused(std::errc::not_enough_memory, error);
  }
}

std::shared_ptr<compression_pool> make_pool(const std::optional<web_socket_deflate>& deflate) {
  return deflate ? std::make_shared<compression_pool>(*deflate) : nullptr;
}

class server_factory final : public layer_factory {
 public:
  explicit server_factory(web_socket_server_options options)
      : options_(std::make_shared<const web_socket_server_options>(std::move(options))),
        compression_(make_pool(options_->deflate)) {}

  std::unique_ptr<stream_layer> make_server(const layered_connection& on,
                                            std::error_code& error) override {
    return make_or_tell(error, [&] {
      return std::make_unique<web_socket_layer>(
          make_server_handshake(options_, on),
          frame_settings{false, options_->messages, options_->message_size_max, compression_});
    });
  }
  std::unique_ptr<stream_layer> make_client(const layered_connection&,
                                            std::error_code& error) override {
    return refused(std::errc::operation_not_supported, error);
  }

 private:
  std::shared_ptr<const web_socket_server_options> options_;
  std::shared_ptr<compression_pool> compression_;
};

class client_factory final : public layer_factory {
 public:
  explicit client_factory(web_socket_client_options options)
      : options_(std::make_shared<const web_socket_client_options>(std::move(options))),
        compression_(make_pool(options_->deflate)) {}

  std::unique_ptr<stream_layer> make_server(const layered_connection&,
                                            std::error_code& error) override {
    return refused(std::errc::operation_not_supported, error);
  }
  std::unique_ptr<stream_layer> make_client(const layered_connection& on,
                                            std::error_code& error) override {
    return make_or_tell(error, [&] {
      return std::make_unique<web_socket_layer>(
          make_client_handshake(options_, on),
          frame_settings{true, options_->messages, options_->message_size_max, compression_});
    });
  }

 private:
  std::shared_ptr<const web_socket_client_options> options_;
  std::shared_ptr<compression_pool> compression_;
};

}  // namespace

std::shared_ptr<layer_factory> make_web_socket_factory(web_socket_server_options options) {
  check_options(options);
  return std::make_shared<server_factory>(std::move(options));
}

std::shared_ptr<layer_factory> make_web_socket_factory(web_socket_client_options options) {
  check_options(options);
  return std::make_shared<client_factory>(std::move(options));
}

}  // namespace naru::detail
