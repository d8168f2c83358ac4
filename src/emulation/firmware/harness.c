/* SPDX-License-Identifier: MIT
 * Classifies PICTURES pictures from the host, row by row. Of each it writes the class, the probabilities and the
 * scores, or of a network without these its outputs; at the end the ticks that the network took in all and those that a known number of instructions (on the AVR, of
 * cycles) takes, that number, and the bytes of stack that the network's calls used. */
#include <string.h>

#include "nanonas.h"
#include "platform.h"

#define SPIN 100000
#define PAINT 0xA5
#define PAINTED_BYTES 4096
#define PAINTED_PICTURES 2
#define STACK_MET_DATA 0xffffffff

static uint8_t row[NANONAS_ROW_BYTES];
#ifdef NANONAS_OUTPUTS /* of a network that is no chain of NanoNAS' own */
static struct {
    uint8_t likeliest[2];
    nanonas_output outputs[NANONAS_OUTPUTS];
} result;
#else
static struct {
    uint8_t likeliest, probabilities[NANONAS_CLASSES];
    int8_t scores[NANONAS_CLASSES];
} result;
#endif
static struct {
    uint64_t ticks;
    uint32_t spin_ticks, spin_units, stack;
} totals;
static int painting;

#ifdef NANONAS_OUTPUTS
static void push(void) { nanonas_push_row((const nanonas_input *)row); }
static void finish(void)
{
    const int likeliest = nanonas_result(result.outputs);
    result.likeliest[0] = (uint8_t)likeliest;
    result.likeliest[1] = (uint8_t)(likeliest >> 8);
}
#else
static void push(void) { nanonas_push_row(row); }
static void finish(void) { result.likeliest = (uint8_t)nanonas_result(result.probabilities); }
#endif

/* Runs a call with paint below the stack pointer and sees how much of it is left. */
__attribute__((noinline)) static void measure(void (*call)(void))
{
    uint8_t *const top = platform_stack_pointer(), *bottom = platform_stack_limit(), *p;
    uint32_t before;
    if (painting) {
        if (top - bottom > PAINTED_BYTES)
            bottom = top - PAINTED_BYTES;
        for (p = bottom; p < top; p++)
            *(volatile uint8_t *)p = PAINT;
    }
    before = platform_ticks();
    call();
    totals.ticks += (platform_ticks() - before) & platform_tick_mask;
    if (painting) {
        for (p = bottom; *(volatile uint8_t *)p == PAINT; p++)
            continue;
        if (p == platform_stack_limit())
            totals.stack = STACK_MET_DATA;
        else if ((uint32_t)(top - p) > totals.stack)
            totals.stack = (uint32_t)(top - p);
    }
}

int main(void)
{
    uint32_t picture, before;
    unsigned y;
    platform_start();
    before = platform_ticks();
    platform_spin(SPIN);
    totals.spin_units = SPIN * platform_spin_units;
    totals.spin_ticks = (platform_ticks() - before) & platform_tick_mask;
    for (picture = 0; picture < PICTURES; picture++) {
        painting = picture < PAINTED_PICTURES;
        nanonas_begin();
        for (y = 0; y < NANONAS_HEIGHT; y++) {
            platform_read(row, sizeof row);
            measure(push);
        }
        measure(finish);
#ifndef NANONAS_OUTPUTS
        nanonas_scores(result.scores);
#endif
        platform_write(&result, sizeof result);
    }
    platform_write(&totals, sizeof(uint64_t) + 3 * sizeof(uint32_t));
    platform_finish();
    return 0;
}
