/* SPDX-License-Identifier: MIT
 * SysTick for time. */
#include "platform.h"
#include "semihosting.h"

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018)

const uint32_t platform_spin_units = 3;
const uint32_t platform_tick_mask = 0xffffff;

void start_counter(void)
{
    SYSTICK_RELOAD = platform_tick_mask;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 5;
}

uint32_t platform_ticks(void) { return platform_tick_mask - SYSTICK_VALUE; }

__attribute__((noinline)) void platform_spin(uint32_t n)
{
    __asm volatile("1: sub %0, %0, #1\n cmp %0, #0\n bne 1b" : "+l"(n) : : "cc");
}

uint8_t *platform_stack_pointer(void)
{
    uint8_t *pointer;
    __asm volatile("mov %0, sp" : "=r"(pointer));
    return pointer;
}
