/* SPDX-License-Identifier: MIT
 * C that nanonas generated, behind the harness' two functions. */
#include "nanonas.h"
#include "runtime.h"

int runtime_init(void) { return 0; }

void runtime_invoke(const uint8_t *picture, uint8_t *output)
{
    int y;
    nanonas_begin();
    for (y = 0; y < NANONAS_HEIGHT; y++)
        nanonas_push_row(picture + y * NANONAS_ROW_BYTES);
    nanonas_result(output);
}
