/* SPDX-License-Identifier: MIT
 * Pictures lie in Flash, results go out over the serial port in hexadecimal lines that begin with '#', timer 1 counts
 * cycles. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>
#include <avr/sleep.h>

#include "platform.h"

#ifdef RAMPZ /* more than 64 KiB of Flash */
#define read_flash(address) pgm_read_byte_far(address)
#else
#define read_flash(address) pgm_read_byte((uint16_t)(address))
#endif

extern const uint8_t pictures[];
extern uint8_t __bss_end;
static uint_farptr_t place;
const uint32_t platform_tick_mask = 0xffff;

void platform_start(void)
{
    place = pgm_get_far_address(pictures);
    UCSR0B = _BV(TXEN0);
    TCCR1A = 0;
    TCCR1B = _BV(CS12) | _BV(CS10); /* a tick is 1024 cycles */
}

void platform_read(void *bytes, unsigned count)
{
    uint8_t *p = (uint8_t *)bytes;
    for (; count > 0; count--)
        *p++ = read_flash(place++);
}

static void send(uint8_t byte)
{
    while (!(UCSR0A & _BV(UDRE0)))
        continue;
    UDR0 = byte;
}

static void send_digit(uint8_t value) { send((uint8_t)(value < 10 ? '0' + value : 'a' + value - 10)); }

void platform_write(const void *bytes, unsigned count)
{
    const uint8_t *p = (const uint8_t *)bytes;
    for (; count > 0; count--, p++) {
        send('#');
        send_digit(*p >> 4);
        send_digit(*p & 15);
        send('\n');
    }
}

uint32_t platform_ticks(void) { return TCNT1; }

const uint32_t platform_spin_units = 5;

__attribute__((noinline)) void platform_spin(uint32_t n)
{
    __asm volatile("1: subi %A0, 1\n sbci %B0, 0\n sbci %C0, 0\n brne 1b" : "+d"(n));
}

uint8_t *platform_stack_pointer(void) { return (uint8_t *)SP; }

uint8_t *platform_stack_limit(void) { return &__bss_end; }

void platform_finish(void)
{
    cli();
    sleep_enable();
    sleep_cpu();
}
