/* SPDX-License-Identifier: MIT
 * What semihosting.c needs of a core. */
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

/* Makes platform_ticks() count. */
void start_counter(void);

#endif
