/* SPDX-License-Identifier: MIT
 * What a firmware to be compared gives the harness: a runtime with its model built in. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Called once; not 0 if the runtime can't start. */
int runtime_init(void);
/* Classifies PICTURE_BYTES of u8, [row][column][channel], aligned to 4, into the model's OUTPUT_BYTES of output. */
void runtime_invoke(const uint8_t *picture, uint8_t *output);

#ifdef __cplusplus
}
#endif

#endif
