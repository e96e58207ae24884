// NARU_API: marks the functions and classes that a program may call, for a build as a shared
// library. It is a macro, because the keyword differs between compilers and between the two sides
// of a DLL.
//
// A static library for Windows needs no mark. On the other systems the mark only says that the
// name is not hidden, so static and shared libraries are made of the same objects. The build
// defines NARU_SHARED for a DLL and for its users, and naru_EXPORTS for the DLL itself.
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
