// arrival: the next connection of a listener, on POSIX systems.
#pragma once

#include <naru/endpoint.hpp>

#include "values/no_handle.hpp"

namespace naru::detail {

struct arrival {
  /// A connection that was taken from the system when there was no memory for its stream.
  native_handle handle = no_handle;
  endpoint peer;
};

}  // namespace naru::detail
