// What the tests of datagrams share. The order of declarations is as support.hpp explains.
#pragma once

#include "support.hpp"

namespace contract {

[[nodiscard]] naru::io_result send_to(naru::proactor& proactor, naru::udp_socket& socket,
                                      naru::const_buffer payload, const naru::endpoint& to);
[[nodiscard]] naru::io_result receive_from(naru::proactor& proactor, naru::udp_socket& socket,
                                           naru::mutable_buffer buffer, naru::endpoint& source);
[[nodiscard]] naru::io_result receive(naru::proactor& proactor, naru::udp_socket& socket,
                                      naru::mutable_buffer buffer);

/// One datagram from one to the other, checked.
void check_datagram(naru::proactor& proactor, naru::udp_socket& from, naru::udp_socket& to);

/// On loopback, where nobody receives any more.
[[nodiscard]] naru::endpoint unused_datagram_endpoint(naru::proactor& proactor);

/// Runs for as long as something that must not happen would take to happen here.
void run_for_a_while(naru::proactor& proactor);

}  // namespace contract
