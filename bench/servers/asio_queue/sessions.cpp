// The queue of Asio's own chat example as it is: one async_write for each message.
#include "../asio/message_queue.hpp"

namespace bench {

void serve_session_echo(const options& chosen) { serve_queued_echo<taking::one>(chosen); }
void serve_session_broadcast(const options& chosen) { serve_queued_broadcast<taking::one>(chosen); }

}  // namespace bench
