// keep_idle: the option that says how long a connection is idle before it is probed. The build
// takes the file with the system's name for it.
#pragma once

namespace naru::detail {

extern const int keep_idle_option;

}  // namespace naru::detail
