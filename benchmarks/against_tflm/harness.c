/* SPDX-License-Identifier: MIT
 * Reads the number of pictures and then the pictures themselves from the host. Of each it writes the runtime's output;
 * at the end the ticks that all calls of runtime_invoke took, those that a known number of instructions takes, that
 * number, and the bytes of stack that the runtime's calls used. It writes nothing if the runtime can't start. */
#include <stdint.h>

#include "platform.h"
#include "runtime.h"

#define SPIN 100000
#define PAINT 0xA5
#define PAINTED_PICTURES 2

extern void (*const init_array_start[])(void), (*const init_array_end[])(void);

static uint8_t picture[PICTURE_BYTES] __attribute__((aligned(4))), output[OUTPUT_BYTES];
static struct {
    uint64_t ticks;
    uint32_t spin_ticks, spin_units, stack;
} totals;
static int failed;

static void construct(void)
{
    void (*const *constructor)(void);
    for (constructor = init_array_start; constructor != init_array_end; constructor++)
        (*constructor)();
}

static void start(void) { failed = runtime_init(); }
static void invoke(void) { runtime_invoke(picture, output); }

static void paint(void)
{
    uint8_t *const top = platform_stack_pointer(), *p;
    for (p = platform_stack_limit(); p < top; p++)
        *(volatile uint8_t *)p = PAINT;
}

/* Runs a call and sees how much of the paint below the stack pointer is left. */
__attribute__((noinline)) static uint32_t measure(void (*call)(void), int painting)
{
    uint8_t *const top = platform_stack_pointer(), *p = platform_stack_limit();
    uint32_t before, ticks;
    if (painting)
        paint();
    before = platform_ticks();
    call();
    ticks = (platform_ticks() - before) & platform_tick_mask;
    if (painting) {
        while (*(volatile uint8_t *)p == PAINT)
            p++;
        if ((uint32_t)(top - p) > totals.stack)
            totals.stack = (uint32_t)(top - p);
    }
    return ticks;
}

int main(void)
{
    uint32_t pictures, done, before;
    platform_start();
    construct();
    before = platform_ticks();
    platform_spin(SPIN);
    totals.spin_units = SPIN * platform_spin_units;
    totals.spin_ticks = (platform_ticks() - before) & platform_tick_mask;
    measure(start, 1);
    if (!failed) {
        platform_read(&pictures, sizeof pictures);
        for (done = 0; done < pictures; done++) {
            platform_read(picture, sizeof picture);
            totals.ticks += measure(invoke, done < PAINTED_PICTURES);
            platform_write(output, sizeof output);
        }
        platform_write(&totals, sizeof(uint64_t) + 3 * sizeof(uint32_t));
    }
    platform_finish();
    return 0;
}
