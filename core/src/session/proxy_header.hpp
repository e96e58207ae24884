// The header of version 2 of the PROXY protocol, by which a proxy tells, before anything else, whom
// a connection comes from. https://www.haproxy.org/download/3.0/doc/proxy-protocol.txt
//
// Not version 1, the one in text. Only for connections that nobody but the proxy can open: whoever
// else does can claim to be anyone.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/session/framing.hpp>

#include <cstddef>
#include <optional>

namespace naru::detail {

struct proxy_header {
  /// Whom the proxy speaks for. Empty where it speaks for itself, as its health checks do, and
  /// where the protocol has no address that an endpoint could hold: unspecified, or Unix domain.
  std::optional<endpoint> source;
};

/// Looks at the beginning of a connection, as framing::decode does at a message. `size_max` bounds
/// the whole header, in bytes.
///
/// An incomplete frame tells how many bytes are needed before there is more to say: those up to the
/// length, and then all. Refused, as proxy_header_bad, as soon as any byte is wrong: of the
/// signature, the version, the command, the family or the protocol (datagrams do not come over a
/// stream), a length that is less than the addresses or goes beyond `size_max`. What follows the
/// addresses within the length is skipped.
[[nodiscard]] frame<proxy_header> decode_proxy_header(const_buffer received,
                                                      std::size_t size_max) noexcept;

}  // namespace naru::detail
