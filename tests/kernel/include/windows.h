// The part of Microsoft's header that naru and its tests use: see minwindef.h.
#pragma once

#include "ioapiset.h"
#include "minwindef.h"
#include "winbase.h"
#include "winerror.h"
