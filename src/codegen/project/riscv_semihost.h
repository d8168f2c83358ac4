/* SPDX-License-Identifier: 0BSD
 * Asks the host of an emulator for an operation of the semihosting specification. */
#ifndef SEMIHOST_H
#define SEMIHOST_H

#include <stdint.h>

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

#endif
