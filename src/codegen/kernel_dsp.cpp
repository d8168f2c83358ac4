// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "codegen/kernel_text.h"

namespace nanonas {

// Sums at the left pixel from r4 on, at the right one from r7 on; r0: the row, r1: weights. On the stack: c,
// bytes of a row in fours, bytes left, the end of the fours, the next of `window` and its end; then left,
// what was pushed, right.
std::string dsp_block(int size) {
    std::string text = fmt::format(
        "__attribute__((naked, noinline)) static const weight *convolve_{}(const uint8_t *const window[3], "
        "unsigned c, "
        "const weight *w, int32_t *left, int32_t *right)\n{{\n    __asm volatile(\n",
        size);
    text += assembly({".syntax unified", "push {r3-r11, lr}", "sub sp, #24", "add r3, r1, r1, lsl #1",
                      "and r4, r3, #3", "sub r3, r3, r4", "strd r1, r3, [sp]", "str r4, [sp, #8]"});
    text += assembly({"mov r1, r2", "mov r2, r0", "add r3, r0, #12", "str r3, [sp, #20]"});
    text += assembly({"mov r4, #0", "mov r5, #0", "mov r6, #0", "mov r7, #0", "mov r8, #0", "mov r9, #0"});
    text += assembly({"1: ldr r0, [r2], #4", "str r2, [sp, #16]", "ldr r3, [sp, #4]", "add r12, r0, r3",
                      "str r12, [sp, #12]", "cbz r3, 3f"});
    text += assembly({"2: ldr r11, [sp]", "ldr r11, [r0, r11]", "ldr r10, [r0], #4", "uxtb16 r2, r10",
                      "uxtb16 r3, r11", "uxtb16 r10, r10, ror #8", "uxtb16 r11, r11, ror #8"});
    for (int k = 0; k < size; ++k)
        text += fmt::format("        FOUR_PRODUCTS(\"r{}\", \"r{}\")\n", 4 + k, 7 + k);
    text += assembly({"ldr r12, [sp, #12]", "cmp r0, r12", "bne 2b"});
    text += assembly({"3: ldr r2, [sp, #8]", "cbz r2, 5f", "add lr, r0, r2", "ldr r3, [sp]"});
    text += assembly({"4: ldrb r11, [r0, r3]", "ldrb r10, [r0], #1"});
    for (int k = 0; k < size; ++k) text += fmt::format("        PRODUCT(\"r{}\", \"r{}\")\n", 4 + k, 7 + k);
    text += assembly({"cmp r0, lr", "bne 4b"});
    text += assembly({"5: ldrd r2, r12, [sp, #16]", "cmp r2, r12", "bne 1b"});
    text += assembly({"ldr r3, [sp, #24]", fmt::format("stm r3, {{{}}}", registers(size, 4)),
                      "ldr r3, [sp, #64]", fmt::format("stm r3, {{{}}}", registers(size, 7)), "mov r0, r1",
                      "add sp, #28", "pop {r4-r11, pc}"});
    text.pop_back();
    return text + ");\n}\n";
}

// The same for three input channels, in seven fours without a loop; two of them lie across rows.
std::string dsp_block_of_three_channels(int size) {
    std::string text = fmt::format(
        "\n/* The same for three input channels, in seven fours; two of them lie across rows. */\n"
        "__attribute__((naked, noinline)) static const weight *convolve_{}_of_3(const uint8_t *const "
        "window[3], const "
        "weight *w, int32_t *left, int32_t *right)\n{{\n    __asm volatile(\n",
        size);
    text += assembly({".syntax unified", "push {r2-r11, lr}"});
    text += assembly({"mov r4, #0", "mov r5, #0", "mov r6, #0", "mov r7, #0", "mov r8, #0", "mov r9, #0"});
    const auto four = [&](const std::vector<std::string>& loads) {
        text += assembly(loads) + assembly({"uxtb16 r10, r2, ror #8", "uxtb16 r2, r2",
                                            "uxtb16 r11, r3, ror #8", "uxtb16 r3, r3"});
        for (int k = 0; k < size; ++k) {
            text += fmt::format("        FOUR_PRODUCTS(\"r{}\", \"r{}\")\n", 4 + k, 7 + k);
        }
    };
    four({"ldr lr, [r0]", "ldr r2, [lr]", "ldr r3, [lr, #3]"});
    four({"ldr lr, [r0]", "ldr r2, [lr, #4]", "ldr r3, [lr, #7]"});
    four({"ldr lr, [r0]", "ldrb r2, [lr, #8]", "ldrb r3, [lr, #11]", "ldr lr, [r0, #4]", "ldr r10, [lr]",
          "ldr r11, [lr, #3]", "orr r2, r2, r10, lsl #8", "orr r3, r3, r11, lsl #8"});
    four({"ldr lr, [r0, #4]", "ldr r2, [lr, #3]", "ldr r3, [lr, #6]"});
    four({"ldr lr, [r0, #4]", "ldrh r2, [lr, #7]", "ldrh r3, [lr, #10]", "ldr lr, [r0, #8]", "ldr r10, [lr]",
          "ldr r11, [lr, #3]", "orr r2, r2, r10, lsl #16", "orr r3, r3, r11, lsl #16"});
    four({"ldr lr, [r0, #8]", "ldr r2, [lr, #2]", "ldr r3, [lr, #5]"});
    four({"ldr lr, [r0, #8]", "ldr r2, [lr, #6]", "ldr r3, [lr, #9]"});
    text += assembly({"mov r0, r1", "pop {r2, r3}", fmt::format("stm r2, {{{}}}", registers(size, 4)),
                      fmt::format("stm r3, {{{}}}", registers(size, 7)), "pop {r4-r11, pc}"});
    text.pop_back();
    return text + ");\n}\n";
}

}  // namespace nanonas
