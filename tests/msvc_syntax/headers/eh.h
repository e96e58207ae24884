// eh.h: what it declares is in vcruntime.h here.
#pragma once
#include <vcruntime.h>
