// vcruntime.h: what Microsoft's standard library asks of the compiler's own runtime.
#pragma once

#include <_mingw.h>
#include <crtdefs.h>
#include <sal.h>

#undef __attribute__  // which mingw-w64 defines as nothing for compilers other than GCC

// These stand behind a declaration, which is not the place of a __declspec.
#undef __MINGW_ATTRIB_NORETURN
#undef __MINGW_ATTRIB_MALLOC
#undef __MINGW_ATTRIB_DEPRECATED
#undef __MINGW_NOTHROW
#define __MINGW_ATTRIB_NORETURN __attribute__((__noreturn__))
#define __MINGW_ATTRIB_MALLOC
#define __MINGW_ATTRIB_DEPRECATED
#define __MINGW_NOTHROW __attribute__((__nothrow__))

// What the compiler can do.
#define _HAS_CXX17 1
#define _HAS_CXX20 1
#define _HAS_CXX23 0
#define _HAS_CXX26 0
#define _HAS_EXCEPTIONS 1
#define _HAS_NODISCARD 1
#define _NODISCARD [[nodiscard]]
#define _MSVC_CONSTEXPR [[msvc::constexpr]]
#define _CRT_STRINGIZE_(x) #x
#define _CRT_STRINGIZE(x) _CRT_STRINGIZE_(x)

// How functions are called.
#define __CRTDECL __cdecl
#define __CLRCALL_OR_CDECL __cdecl
#define __CLRCALL_PURE_OR_CDECL __cdecl
#define __CLR_OR_THIS_CALL

// These stand in declarations, and mean nothing for the syntax.
#define _ACRTIMP
#define _VCRTIMP
#define _VCRT_ALLOCATOR
#define _VCRT_EXPORT_STD
#define _CRT_GUARDOVERFLOW
#define _CRT_SATELLITE_1
#define _CRT_SATELLITE_2
#define _CRT_SATELLITE_CODECVT_IDS
#define _CRT_SATELLITE_CODECVT_IDS_NOIMPORT
#define _Deref_post_opt_valid_

// What mingw-w64's headers of C lack.
using _Mbstatet = int;
using terminate_handler = void(__cdecl*)();

[[noreturn]] void terminate() noexcept;
terminate_handler set_terminate(terminate_handler) noexcept;
terminate_handler _get_terminate() noexcept;

extern "C" {
[[noreturn]] void _invoke_watson(const wchar_t*, const wchar_t*, const wchar_t*, unsigned,
                                 uintptr_t);
[[noreturn]] void quick_exit(int);
int at_quick_exit(void(__cdecl*)(void));
int timespec_get(struct timespec*, int);
}
