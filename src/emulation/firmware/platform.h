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
/* Counts instructions in some unit; wraps around at platform_tick_mask. */
uint32_t platform_ticks(void);
extern const uint32_t platform_tick_mask;
/* Runs platform_spin_instructions * n instructions and a few more. */
void platform_spin(uint32_t n);
extern const uint32_t platform_spin_instructions;
uint8_t *platform_stack_pointer(void);
/* The lowest byte that the stack may reach. */
uint8_t *platform_stack_limit(void);
void platform_finish(void);

#endif
