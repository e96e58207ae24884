// xkeycheck.h: Microsoft's looks for keywords that are macros.
#pragma once
