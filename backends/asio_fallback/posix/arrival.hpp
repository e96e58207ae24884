// arrival: what a listener keeps about the connection that is next.
#pragma once

#include <naru/endpoint.hpp>

#include "values/no_handle.hpp"

namespace naru::detail {

struct arrival {
  /// One that was taken from the system, and for which there was no memory then.
  native_handle handle = no_handle;
  endpoint peer;
};

}  // namespace naru::detail
