// thread_end: what is to be done when the calling thread ends. Not by the destructor of a
// thread_local variable: with mingw-w64 that runs when the thread's variables are freed already.
#pragma once

namespace naru::detail {

/// Has `function` called with `argument` at the end of the calling thread; the main thread may end
/// without. Once per thread until it has been called, always with the same function. False where
/// the system has no room.
[[nodiscard]] bool at_thread_end(void (*function)(void* argument), void* argument) noexcept;

}  // namespace naru::detail
