/* SPDX-License-Identifier: MIT
 * A firmware of nothing but the network's calls (or, with EMPTY, of nothing), to see by how much it grows. */
#include "nanonas.h"

extern const uint8_t *volatile probe_row;
extern volatile int probe_class;
#ifdef NANONAS_OUTPUTS
nanonas_output probe_probabilities[NANONAS_OUTPUTS];
#define ROW ((const nanonas_input *)probe_row)
char probe_name[1];
#else
uint8_t probe_probabilities[NANONAS_CLASSES];
#define ROW probe_row
char probe_name[NANONAS_NAME_BYTES];
#endif

int main(void)
{
#ifndef EMPTY
    nanonas_begin();
    nanonas_push_row(ROW);
    probe_class = nanonas_result(probe_probabilities);
#ifndef NANONAS_OUTPUTS
    probe_row = (const uint8_t *)nanonas_class_name(probe_class, probe_name);
#endif
#else
    probe_class = probe_probabilities[probe_row[0]];
    probe_row = (const uint8_t *)&probe_name[probe_class];
#endif
    return 0;
}
