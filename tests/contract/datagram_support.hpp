// Helpers that the tests of datagrams share. support.hpp explains the order of declarations.
#pragma once

#include "support.hpp"

namespace contract {

[[nodiscard]] naru::io_result send_to(naru::proactor& proactor, naru::udp_socket& socket,
                                      naru::const_buffer payload, const naru::endpoint& to);
[[nodiscard]] naru::io_result receive_from(naru::proactor& proactor, naru::udp_socket& socket,
                                           naru::mutable_buffer buffer, naru::endpoint& source);
[[nodiscard]] naru::io_result receive(naru::proactor& proactor, naru::udp_socket& socket,
                                      naru::mutable_buffer buffer);

/// Sends one datagram from one socket to the other, and checks it.
void check_datagram(naru::proactor& proactor, naru::udp_socket& from, naru::udp_socket& to);

/// An endpoint on loopback on which nobody receives any more.
[[nodiscard]] naru::endpoint unused_datagram_endpoint(naru::proactor& proactor);

/// Runs as long as it would take here for something to happen that must not happen.
void run_for_a_while(naru::proactor& proactor);

}  // namespace contract
