/* SPDX-License-Identifier: 0BSD
 * Asks the host of an emulator for an operation of the semihosting specification. */
#ifndef SEMIHOST_H
#define SEMIHOST_H

#include <stdint.h>

static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

#endif
