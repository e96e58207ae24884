// make_datagram: makes the datagram socket of a backend. It is no function of the proactor, so that
// only a program that uses datagram sockets has them.
#pragma once

#include <memory>

#include "datagrams/datagram_base.hpp"

namespace naru::detail {

using new_datagram = std::unique_ptr<datagram_base, release_socket>;

/// Makes a socket of the backend of `owner`, which is not open yet. Throws std::bad_alloc. The
/// build knows the backends, so it is in backends/available.
[[nodiscard]] new_datagram make_datagram(loop& owner);

}  // namespace naru::detail
