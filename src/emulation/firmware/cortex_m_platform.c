/* SPDX-License-Identifier: MIT
 * Arm semihosting for files, SysTick for time. */
#include "platform.h"

#define SYSTICK_CONTROL (*(volatile uint32_t *)0xE000E010)
#define SYSTICK_RELOAD (*(volatile uint32_t *)0xE000E014)
#define SYSTICK_VALUE (*(volatile uint32_t *)0xE000E018)

extern uint8_t bss_end;
static uint32_t pictures, results;
const uint32_t platform_spin_units = 3;
const uint32_t platform_tick_mask = 0xffffff;

static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static uint32_t open_file(const char *name, uint32_t length, uint32_t mode)
{
    const uint32_t argument[3] = {(uint32_t)name, mode, length};
    return semihost(1, argument);
}

void platform_start(void)
{
    SYSTICK_RELOAD = platform_tick_mask;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = 5;
    pictures = open_file("pictures.bin", 12, 1);
    results = open_file("results.bin", 11, 5);
}

void platform_read(void *bytes, unsigned count)
{
    const uint32_t argument[3] = {pictures, (uint32_t)bytes, count};
    semihost(6, argument);
}

void platform_write(const void *bytes, unsigned count)
{
    const uint32_t argument[3] = {results, (uint32_t)bytes, count};
    semihost(5, argument);
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

uint8_t *platform_stack_limit(void) { return &bss_end; }

void platform_finish(void)
{
    semihost(2, &results);
    semihost(0x18, (const void *)0x20026);
}
