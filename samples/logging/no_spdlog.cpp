#include <stdexcept>

#include "log_to_spdlog.hpp"

naru::log_sink samples::log_to_spdlog() {
  throw std::runtime_error("this program was built without spdlog");
}
