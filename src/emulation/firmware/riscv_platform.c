/* SPDX-License-Identifier: MIT
 * The call of the host, and the counter of retired instructions for time. */
#include "platform.h"
#include "semihosting.h"

const uint32_t platform_spin_units = 3;
const uint32_t platform_tick_mask = 0xffffffff;

__attribute__((noinline, aligned(16))) uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t a0 __asm("a0") = operation;
    register const void *a1 __asm("a1") = argument;
    __asm volatile(".balign 16\n.option push\n.option norvc\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
    return a0;
}

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
