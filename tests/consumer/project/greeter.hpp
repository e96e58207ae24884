#pragma once

#include <string>

/// The text that one end of a connection sent to the other.
std::string greeting();
/// The reason why a name is no endpoint.
std::string refusal();
