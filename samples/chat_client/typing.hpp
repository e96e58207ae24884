// The mode of chat_client for people: what is typed is sent, what is heard is printed.
#pragma once

#include "options.hpp"

namespace samples::chat {

/// Until the input ends, /quit, or Ctrl-C.
void talk(const client_options& options);

}  // namespace samples::chat
