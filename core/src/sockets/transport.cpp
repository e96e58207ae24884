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
std::error_code transport::put_on(tcp_stream& connected, Make make) const noexcept {
  return detail::as_error([&] {
    std::error_code error;
    for (const std::shared_ptr<detail::layer_factory>& each : layers_) {
      std::unique_ptr<detail::stream_layer> layer = make(*each, error);
      if (!layer && !error) error = std::make_error_code(std::errc::not_enough_memory);
      if (error) break;
      connected = detail::layer_over(std::move(connected), std::move(layer));
    }
    return error;
  });
}

std::error_code transport::put_on_accepted(tcp_stream& connected) const noexcept {
  detail::layers_below below;
  return put_on(connected, [&below](detail::layer_factory& layers, std::error_code& error) {
    auto made = layers.make_server(below, error);
    below.are_encrypted = below.are_encrypted || layers.encrypts();
    return made;
  });
}

std::error_code transport::put_on_connected(tcp_stream& connected,
                                            std::string_view host) const noexcept {
  return put_on(connected, [host](detail::layer_factory& layers, std::error_code& error) {
    return layers.make_client(host, error);
  });
}

}  // namespace naru
