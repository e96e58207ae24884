// handling: the port whose packets this thread handles.
#pragma once

#include <memory>

namespace kernel {

class port;

// These need the lock.

/// This thread has taken packets.
void begin_handling(const std::shared_ptr<port>& from) noexcept;
/// This thread waits for packets. It does the same at its end.
void end_handling() noexcept;

}  // namespace kernel
