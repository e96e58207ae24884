// Replaces the other files of this folder if there is no hiredis.
#include <stdexcept>

#include "../broker.hpp"

namespace samples::chat {

bool has_redis() noexcept { return false; }

std::unique_ptr<broker> make_redis_broker(const redis_options&, heard_elsewhere) {
  throw std::logic_error("built without Redis");
}

}  // namespace samples::chat
