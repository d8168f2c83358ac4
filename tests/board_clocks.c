/* SPDX-License-Identifier: MIT
 * board_clocks L0|L1|L4: runs a project's board_start() against the clocks of an STM32 as its reference manual has them
 * (RM0451, RM0038, RM0351): memory at the registers' addresses and a thread that answers as the hardware does. Prints the
 * system clock in MHz, the wait states, the voltage range and the baud rate; "too early" if the clock rose before wait
 * states and voltage allowed it. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "board.h"

static volatile uint32_t *at(uintptr_t address) { return (volatile uint32_t *)address; }

static uintptr_t rcc, flash;
static int l4, too_early;
static volatile unsigned turns;
static uint32_t hsi_on, hsi_ready;

static void set(volatile uint32_t *where, uint32_t bits, int on)
{
    if (on)
        __atomic_fetch_or(where, bits, __ATOMIC_SEQ_CST);
    else
        __atomic_fetch_and(where, ~bits, __ATOMIC_SEQ_CST);
}

/* Of the PLL as it is configured, from an oscillator of 16 MHz; 0 where what goes in or comes out is out of range. */
static double pll_mhz(void)
{
    static const int factors[] = {3, 4, 6, 8, 12, 16, 24, 32, 48};
    double vco;
    if (l4) {
        const uint32_t config = *at(rcc + 0x0C);
        vco = 16.0 / ((config >> 4 & 7) + 1) * (config >> 8 & 127);
        return (config & 3) == 2 && (config >> 24 & 1) && vco >= 64 && vco <= 344 ? vco / (2 * ((config >> 25 & 3) + 1)) : 0;
    }
    const uint32_t config = *at(rcc + (rcc == 0x40021000 ? 0x0C : 0x08)), factor = config >> 18 & 15, divisor = config >> 22 & 3;
    if (factor > 8 || divisor == 0 || (config >> 16 & 1))
        return 0;
    vco = 16.0 * factors[factor];
    return vco <= 96 ? vco / (divisor + 1) : 0;
}

static volatile uint32_t *configuration(void) { return at(rcc + (rcc == 0x40021000 && !l4 ? 0x0C : 0x08)); }

static int range(void) { return (int)(*at(0x40007000) >> (l4 ? 9 : 11) & 3); }

static double system_mhz(void)
{
    const uint32_t source = *configuration() >> 2 & 3;
    return source == 3 ? pll_mhz() : source == 1 ? 16 : 2.097;
}

/* The most that wait states and voltage range allow: RM0451 table 13, RM0038 table 13, RM0351 table 12. */
static double allowed_mhz(void)
{
    const uint32_t waits = *at(flash) & (l4 ? 7 : 1);
    if (l4)
        return range() == 1 ? (waits < 4 ? 16 * (waits + 1) : 80) : (waits < 3 ? 6 * (waits + 1) : 26);
    return range() == 1 ? 16 * (waits + 1) : range() == 2 ? 8 * (waits + 1) : 4.2;
}

__attribute__((noreturn)) static void *hardware(void *unused)
{
    (void)unused;
    for (;;) {
        const uint32_t control = *at(rcc), wanted = *configuration() & 3;
        set(at(rcc), hsi_ready, (control & hsi_on) != 0);
        set(at(rcc), UINT32_C(1) << 25, (control >> 24 & 1) && (control & hsi_ready) && pll_mhz() > 0);
        if ((wanted == 1 && (control & hsi_ready)) || (wanted == 3 && (control >> 25 & 1))) {
            set(configuration(), ~wanted << 2 & 0xC, 0);
            set(configuration(), wanted << 2, 1);
        }
        if (system_mhz() > allowed_mhz())
            too_early = 1;
        turns++;
    }
}

/* board.c is compiled with -finstrument-functions: whenever one of its functions begins, the hardware has some turns, so
 * that patience which the real one never tries does not depend on how busy this machine is. */
void __cyg_profile_func_enter(void *function, void *caller)
{
    const unsigned before = turns;
    (void)function, (void)caller;
    while (turns - before < 3)
        sched_yield();
}

void __cyg_profile_func_exit(void *function, void *caller) { (void)function, (void)caller; }

int main(int count, char **arguments)
{
    pthread_t thread;
    const char *series = count > 1 ? arguments[1] : "";
    for (uintptr_t page = 0x40000000; page <= 0x50000000; page += 0x8000000)
        if (mmap((void *)page, 0x30000, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
            return 1;
    l4 = strcmp(series, "L4") == 0;
    rcc = strcmp(series, "L1") == 0 ? 0x40023800 : 0x40021000;
    flash = strcmp(series, "L1") == 0 ? 0x40023C00 : 0x40022000;
    hsi_on = l4 ? 1u << 8 : 1;
    hsi_ready = l4 ? 1u << 10 : strcmp(series, "L1") == 0 ? 2 : 4;
    *at(rcc) = l4 ? 0x63 : 0x300;
    *at(flash) = l4 ? 0x600 : 0;
    *at(0x40007000) = l4 ? 0x200 : 0x1000;
    alarm(20);
    if (pthread_create(&thread, NULL, hardware, NULL) != 0)
        return 1;
    board_start();
    printf("%s%g MHz, %u wait states, range %d, %.0f baud\n", too_early ? "too early " : "", system_mhz(),
           *at(flash) & (l4 ? 7 : 1), range(), system_mhz() * 1e6 / *at(strcmp(series, "L1") == 0 ? 0x40004408 : 0x4000440C));
    return 0;
}
