#pragma once

#include "minwindef.h"

// NOLINTBEGIN: the names are Microsoft's
UINT timeBeginPeriod(UINT milliseconds);
UINT timeEndPeriod(UINT milliseconds);
// NOLINTEND
