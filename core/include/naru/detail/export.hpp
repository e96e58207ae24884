// NARU_API: marks what a program may call of the library, for a build of it as a shared library. A
// macro, because the word differs between compilers and between the two sides of a DLL.
//
// A static library for Windows needs none. On the other systems the word says no more than that the
// name is not hidden, so static and shared libraries are made of the same objects. The build
// defines NARU_SHARED for a DLL and for those who use it, and naru_EXPORTS for the DLL itself.
#pragma once

#if !defined(_WIN32)
#define NARU_API [[gnu::visibility("default")]]
#elif !defined(NARU_SHARED)
#define NARU_API
#elif defined(naru_EXPORTS)
#define NARU_API __declspec(dllexport)
#else
#define NARU_API __declspec(dllimport)
#endif
