// What most of the library's sources include anyway, compiled once.
#pragma once

#include <naru/proactor.hpp>
#include <naru/tcp_stream.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>
