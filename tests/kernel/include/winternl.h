#pragma once

#include "minwindef.h"

// NOLINTBEGIN: the names are Microsoft's
using NTSTATUS = LONG;

ULONG RtlNtStatusToDosError(NTSTATUS status);
// NOLINTEND
