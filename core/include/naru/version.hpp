// The version of naru, for programs that are built with more than one.
//
//     #if NARU_VERSION >= 300  // 0.3.0: 10,000 for each major version, 100 for each minor one
//     …
//     #endif
//     log(naru::linked_version());  // "0.2.0"
//
// It is not for decisions at run time: a shared library of another minor version is not loaded at
// all, because its name is another one. docs/versions.md says what each number promises.
//
// They are macros, because the preprocessor must be able to compare them.
#pragma once

#include <naru/detail/export.hpp>

#include <string_view>

#define NARU_VERSION_MAJOR 0
#define NARU_VERSION_MINOR 2
#define NARU_VERSION_PATCH 0
#define NARU_VERSION (NARU_VERSION_MAJOR * 10000 + NARU_VERSION_MINOR * 100 + NARU_VERSION_PATCH)

namespace naru {

/// The version of the library that the program runs with, such as "0.2.0". The macros tell the
/// version of the headers that it was compiled with. Any thread may call this at any time, and the
/// text lives as long as the program.
[[nodiscard]] NARU_API std::string_view linked_version() noexcept;

}  // namespace naru
