// The headers that most of the samples' sources include anyway, compiled once for all of them.
#pragma once

#include <naru/naru.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>
