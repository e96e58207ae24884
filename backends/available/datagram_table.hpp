// datagram_table: makes the datagram sockets of the backends in this build. It is apart from
// backend_table, because only a program that uses datagram sockets should have them.
#pragma once

#include <span>

#include "datagrams/make_datagram.hpp"

namespace naru::detail {

using datagram_factory = new_datagram (*)(loop& owner);

/// Each belongs to the name at the same place in backend_names.
std::span<const datagram_factory> datagram_factories() noexcept;

}  // namespace naru::detail
