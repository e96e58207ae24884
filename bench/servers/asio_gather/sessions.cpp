// The queue of Asio's chat example as it grows in a program that counts its writes: each
// async_write gathers everything that is queued.
#include "../asio/message_queue.hpp"

namespace bench {

void serve_session_echo(const options& chosen) { serve_queued_echo<taking::all>(chosen); }
void serve_session_broadcast(const options& chosen) { serve_queued_broadcast<taking::all>(chosen); }

}  // namespace bench
