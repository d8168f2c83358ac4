/* SPDX-License-Identifier: MIT
 * Files of the host through semihosting, whose operations are the same on Arm and RISC-V. */
#include "semihosting.h"

#include "platform.h"
#include "semihost.h"

enum { OPEN = 0x01, CLOSE = 0x02, WRITE = 0x05, READ = 0x06, EXIT = 0x18 };
enum { READ_BINARY = 1, WRITE_BINARY = 5 };
#define ENDED_WELL 0x20026

extern uint8_t bss_end;
static uint32_t pictures, results;

static uint32_t open_file(const char *name, uint32_t length, uint32_t mode)
{
    const uint32_t argument[3] = {(uint32_t)name, mode, length};
    return semihost(OPEN, argument);
}

void platform_start(void)
{
    start_counter();
    pictures = open_file("pictures.bin", 12, READ_BINARY);
    results = open_file("results.bin", 11, WRITE_BINARY);
}

void platform_read(void *bytes, unsigned count)
{
    const uint32_t argument[3] = {pictures, (uint32_t)bytes, count};
    semihost(READ, argument);
}

void platform_write(const void *bytes, unsigned count)
{
    const uint32_t argument[3] = {results, (uint32_t)bytes, count};
    semihost(WRITE, argument);
}

uint8_t *platform_stack_limit(void) { return &bss_end; }

void platform_finish(void)
{
    semihost(CLOSE, &results);
    semihost(EXIT, (const void *)ENDED_WELL);
}
