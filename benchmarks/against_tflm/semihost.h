/* SPDX-License-Identifier: MIT
 * The name under which src/emulation/firmware/semihosting.c includes it. */
#include "../../src/codegen/project/cortex_m_semihost.h"
