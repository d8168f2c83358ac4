/* SPDX-License-Identifier: MIT
 * RISC-V semihosting for files, the counter of retired instructions for time. */
#include "platform.h"

extern uint8_t bss_end;
static uint32_t pictures, results;
const uint32_t platform_spin_units = 3;
const uint32_t platform_tick_mask = 0xffffffff;

__attribute__((noinline, aligned(16))) static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t a0 __asm("a0") = operation;
    register const void *a1 __asm("a1") = argument;
    __asm volatile(".balign 16\n.option push\n.option norvc\nslli x0, x0, 0x1f\nebreak\nsrai x0, x0, 7\n.option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
    return a0;
}

static uint32_t open_file(const char *name, uint32_t length, uint32_t mode)
{
    const uint32_t argument[3] = {(uint32_t)name, mode, length};
    return semihost(1, argument);
}

void platform_start(void)
{
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

uint8_t *platform_stack_limit(void) { return &bss_end; }

void platform_finish(void)
{
    const uint32_t argument[2] = {0x20026, 0};
    semihost(2, &results);
    semihost(0x18, (const void *)argument[0]);
}
