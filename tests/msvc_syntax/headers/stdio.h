// stdio.h: Microsoft's lets <fstream> at the buffer of a file.
#pragma once

#include_next <stdio.h>

extern "C" int _get_stream_buffer_pointers(FILE*, char***, char***, int**) noexcept;
