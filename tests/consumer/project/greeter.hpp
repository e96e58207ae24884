#pragma once

#include <string>

/// What one end of a connection said to the other.
std::string greeting();
/// Why a name is no endpoint.
std::string refusal();
