// setjmp.h, for clang's <intrin.h>, whose declaration of _setjmp is not that of mingw-w64.
#pragma once

struct alignas(16) _JUMP_BUFFER {
  unsigned char registers[256];
};
using jmp_buf = _JUMP_BUFFER[1];
