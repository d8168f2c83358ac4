/* SPDX-License-Identifier: MIT
 * What the harness needs of the emulated board. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdint.h>

void platform_start(void);
/* Pictures, as one stream of bytes. */
void platform_read(void *bytes, unsigned count);
/* Results, as one stream of bytes. */
void platform_write(const void *bytes, unsigned count);
/* Counts time in some unit; wraps around at platform_tick_mask. */
uint32_t platform_ticks(void);
extern const uint32_t platform_tick_mask;
/* Takes platform_spin_units * n instructions (on the AVR, cycles) and a few more. */
void platform_spin(uint32_t n);
extern const uint32_t platform_spin_units;
uint8_t *platform_stack_pointer(void);
/* The lowest byte that the stack may reach. */
uint8_t *platform_stack_limit(void);
void platform_finish(void);

#endif
