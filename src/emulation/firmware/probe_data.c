/* SPDX-License-Identifier: MIT */
#include <stdint.h>

const uint8_t *volatile probe_row;
volatile int probe_class;
