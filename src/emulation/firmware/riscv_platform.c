/* SPDX-License-Identifier: MIT
 * The counter of retired instructions for time. */
#include "platform.h"
#include "semihosting.h"

const uint32_t platform_spin_units = 3;
const uint32_t platform_tick_mask = 0xffffffff;

void start_counter(void) {}

uint32_t platform_ticks(void)
{
    uint32_t count;
    __asm volatile(".option push\n.option arch, +zicsr\ncsrr %0, minstret\n.option pop" : "=r"(count));
    return count;
}

__attribute__((noinline)) void platform_spin(uint32_t n)
{
    __asm volatile("1: addi %0, %0, -1\n nop\n bnez %0, 1b" : "+r"(n));
}

uint8_t *platform_stack_pointer(void)
{
    uint8_t *pointer;
    __asm volatile("mv %0, sp" : "=r"(pointer));
    return pointer;
}
