// thread_end: calls a function when the calling thread ends. A thread_local variable's destructor
// would not do: with mingw-w64 it runs after the thread's variables have been freed.
#pragma once

namespace naru::detail {

/// Lets `function` be called with `argument` at the end of the calling thread. At the end of the
/// main thread the call may be missing. Call this once per thread until the function has been
/// called, and always with the same function. Returns false if the system has no room.
[[nodiscard]] bool at_thread_end(void (*function)(void* argument), void* argument) noexcept;

}  // namespace naru::detail
