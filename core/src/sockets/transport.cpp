#include <naru/transport.hpp>

#include <naru/detail/layer_over.hpp>
#include <naru/tcp_stream.hpp>

#include <utility>

#include "values/as_error.hpp"

namespace naru {

transport::transport(std::shared_ptr<detail::layer_factory> layer) {
  if (layer) layers_.push_back(std::move(layer));
}

transport transport::over(const transport& below) const {
  transport both = below;
  both.layers_.insert(both.layers_.end(), layers_.begin(), layers_.end());
  return both;
}

template <class Make>
std::error_code transport::put_on(tcp_stream& connected, detail::layered_connection on,
                                  Make make) const noexcept {
  return detail::as_error([&] {
    on.owner = &connected.owner();
    std::error_code error;
    for (const std::shared_ptr<detail::layer_factory>& each : layers_) {
      std::unique_ptr<detail::stream_layer> layer = make(*each, on, error);
      on.is_encrypted = on.is_encrypted || each->encrypts();
      if (!layer && !error) error = std::make_error_code(std::errc::not_enough_memory);
      if (error) break;
      connected = detail::layer_over(std::move(connected), std::move(layer));
    }
    return error;
  });
}

std::error_code transport::put_on_accepted(tcp_stream& connected) const noexcept {
  return put_on(connected, {}, [](detail::layer_factory& layers, const auto& on, auto& error) {
    return layers.make_server(on, error);
  });
}

std::error_code transport::put_on_connected(tcp_stream& connected, std::string_view host,
                                            std::uint16_t port) const noexcept {
  return put_on(connected, {.host = host, .port = port},
                [](detail::layer_factory& layers, const auto& on, auto& error) {
                  return layers.make_client(on, error);
                });
}

}  // namespace naru
