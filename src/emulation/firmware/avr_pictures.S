/* SPDX-License-Identifier: MIT
 * The pictures, in Flash behind all code and tables, whose own addresses have 16 bits: simavr loads no section but .text
 * and .data, and .fini0 is the last part of .text. Nothing runs into it, for the harness sleeps at its end. */
.section .fini0, "ax", @progbits
.global pictures
pictures:
    .incbin "pictures.bin"
    .balign 2
