// keep_idle: the option for the time after which an idle connection is probed. The build chooses
// the file with the system's name for the option.
#pragma once

namespace naru::detail {

extern const int keep_idle_option;

}  // namespace naru::detail
