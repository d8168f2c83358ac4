/* SPDX-License-Identifier: MIT
 * The pictures, in the lower part of Flash. */
.section .progmem.data, "a", @progbits
.global pictures
pictures:
    .incbin "pictures.bin"
