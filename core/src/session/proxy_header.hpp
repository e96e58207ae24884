// The header of version 2 of the PROXY protocol. A proxy sends it before all other bytes, to tell
// from which address a connection comes.
// https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
//
// Version 1, which is text, is not supported. Use the header only for connections that nobody but
// the proxy can open: any other peer could claim any address.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/session/framing.hpp>

#include <cstddef>
#include <optional>

namespace naru::detail {

struct proxy_header {
  /// The address for which the proxy speaks. It is empty if the proxy speaks for itself, for
  /// instance to check health. It is also empty if an endpoint cannot hold the address, because it
  /// is unspecified or of a Unix domain socket.
  std::optional<endpoint> source;
};

/// Looks at the beginning of a connection, as framing::decode looks at a message. `size_max` limits
/// the whole header, in bytes.
///
/// If the header is incomplete, the frame tells how many bytes are needed: first the bytes up to
/// the length, then the whole header. A header is refused with proxy_header_bad as soon as a byte
/// is wrong. That may be a byte of the signature, the version, the command, the family or the
/// protocol (a stream carries no datagrams). A length is wrong if it is less than the addresses
/// need, or if it goes beyond `size_max`. Bytes that follow the addresses within the length are
/// skipped.
[[nodiscard]] frame<proxy_header> decode_proxy_header(const_buffer received,
                                                      std::size_t size_max) noexcept;

}  // namespace naru::detail
