// The tasks of a chat server: one that accepts, and one for each connection.
#pragma once

#include <naru/task.hpp>
#include <naru/tcp_listener.hpp>

#include <chrono>

namespace samples {

/// Lets members in until it is stopped; then says goodbye to each.
[[nodiscard]] naru::task<> serve_chat(naru::tcp_listener& listener,
                                      std::chrono::seconds idle_timeout);

}  // namespace samples
