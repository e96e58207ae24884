// post: runs a function on the threads of a proactor, soon.
//
//     naru::post(proactor, [&] { std::puts("on a thread that runs the proactor"); });
//
// Use it to hand work to the loop from another thread, or to do something after the present
// function. For functions that must not run side by side, post to a naru::serial. An operation
// that its owner keeps is posted by proactor::post; that allocates nothing at all.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/offered_function.hpp>

#include <concepts>
#include <utility>

namespace naru {

class proactor;

namespace detail {
NARU_API void post_function(proactor& on, const offered_function& function);
}

/// Runs `function` once on a thread that runs `on`, never inside this call. If one thread runs the
/// proactor, the functions that a thread posts run in the order of the calls. An exception that
/// leaves `function` is reported to proactor_options::on_failure. When the proactor is destroyed,
/// functions that wait are destroyed and do not run.
///
/// A function of at most six pointers takes nothing from the heap in the steady state. Throws
/// std::bad_alloc, and then nothing has changed. Up to 32 functions that wait run in one
/// completion: proactor::run_one runs all of them, and proactor::stop lets them finish. May be
/// called from any thread.
template <std::invocable Function>
void post(proactor& on, Function function) {
  auto stored = detail::storable(std::move(function));
  detail::post_function(on, detail::offered_function(stored));
}

}  // namespace naru
