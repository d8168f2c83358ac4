/* SPDX-License-Identifier: MIT
 * The serial port for pictures and results, timer 1 for time. */
#include <avr/io.h>

#include "platform.h"

extern uint8_t __bss_end;
const uint32_t platform_spin_instructions = 4;
const uint32_t platform_tick_mask = 0xffff;

void platform_start(void)
{
    UCSR0B = _BV(RXEN0) | _BV(TXEN0);
    TCCR1A = 0;
    TCCR1B = _BV(CS10);
}

void platform_read(void *bytes, unsigned count)
{
    uint8_t *p = (uint8_t *)bytes;
    for (; count > 0; count--) {
        while (!(UCSR0A & _BV(RXC0)))
            continue;
        *p++ = UDR0;
    }
}

void platform_write(const void *bytes, unsigned count)
{
    const uint8_t *p = (const uint8_t *)bytes;
    for (; count > 0; count--) {
        while (!(UCSR0A & _BV(UDRE0)))
            continue;
        UDR0 = *p++;
    }
}

uint32_t platform_ticks(void) { return TCNT1; }

__attribute__((noinline)) void platform_spin(uint32_t n)
{
    __asm volatile("1: subi %A0, 1\n sbci %B0, 0\n sbci %C0, 0\n brne 1b" : "+d"(n));
}

uint8_t *platform_stack_pointer(void) { return (uint8_t *)SP; }

uint8_t *platform_stack_limit(void) { return &__bss_end; }

void platform_finish(void)
{
    for (;;)
        continue;
}
