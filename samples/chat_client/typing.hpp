// The mode of chat_client for people: sends what is typed and prints what is heard.
#pragma once

#include "options.hpp"

namespace samples::chat {

/// Runs until the input ends, /quit, or Ctrl-C.
void talk(const client_options& options);

}  // namespace samples::chat
