#include "system/posix/keep_idle.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

namespace naru::detail {

const int keep_idle_option = TCP_KEEPIDLE;

}  // namespace naru::detail
