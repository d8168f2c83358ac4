/* SPDX-License-Identifier: MIT
 * What semihosting.c needs of a core. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stdint.h>

/* Asks the host for an operation of the semihosting specification. */
uint32_t semihost(uint32_t operation, const void *argument);
/* Makes platform_ticks() count. */
void start_counter(void);

#endif
