// layer_over: puts a layer, such as TLS, on a connection that is there.
//
// The result is a tcp_stream like any other: what it receives and sends are the plain bytes of the
// layer. The handshake begins at once, or after that of the layer below if there is one. Receives
// and sends may be started before it has succeeded: they wait for it, and fail with its error.
//
//     naru::tcp_stream secure = naru::detail::layer_over(std::move(plain), std::move(layer));
//     if (const auto [error, none] = co_await naru::detail::handshake(secure); error) …
//
// For components that bring a layer of their own. Programs use what those offer.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/stream_layer.hpp>
#include <naru/operation.hpp>
#include <naru/tcp_stream.hpp>

#include <memory>
#include <system_error>

namespace naru::detail {

/// Moves the connection out of `connected`, on which nothing may be pending, into the result. If
/// there is none, the result is not connected either. Throws std::bad_alloc, and then `connected`
/// is untouched.
[[nodiscard]] NARU_API tcp_stream layer_over(tcp_stream&& connected,
                                             std::unique_ptr<stream_layer> layer);

/// Completes once the handshakes of all layers of `stream` have succeeded, or with the error of the
/// first that failed. At once if it has no layer. It is cancelled like a receive; the handshakes go
/// on, and keep proactor::run from returning, until the stream is closed. A second one is refused
/// with error::operation_already_pending while one is pending.
NARU_API submission handshake(tcp_stream& stream, operation& op);
/// This form is for co_await, which gives an io_result.
inline auto handshake(tcp_stream& stream) {
  return make_awaitable(stream, [&stream](operation& op) { return handshake(stream, op); });
}

}  // namespace naru::detail
