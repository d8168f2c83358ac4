// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "codegen/kernel_text.h"

namespace nanonas {

// r0: patch, r1: weights, lr: end of the patch; four words of the patch in r2, r3, r10 and r11, weights in
// r12; sums at the left pixel from r4 on, at the right one from r7 on. On the stack: the layout, where the
// next block's sums go, how many blocks are left, then what was pushed.
std::string dsp_block(int size, int widest_out) {
    std::string text = fmt::format(
        "__attribute__((naked, noinline)) static const weight *convolve_{}(const layout *l, const weight *w, "
        "int32_t *sums,\n                                                                    unsigned "
        "count)\n"
        "{{\n    __asm volatile(\n",
        size);
    text += assembly({".syntax unified", "push {r0, r2-r11, lr}"});
    text += assembly({"1: ldr r12, [sp]", "ldm r12, {r0, r4, r7, lr}"});
    for (int k = 1; k < size; ++k) {
        text += assembly({fmt::format("mov r{}, r4", 4 + k), fmt::format("mov r{}, r7", 7 + k)});
    }
    text += assembly({"2: ldmia r0!, {r2, r3, r10, r11}"});
    for (int k = 0; k < size; ++k) {
        text += fmt::format("        FOUR_PRODUCTS(\"r{}\", \"r{}\")\n", 4 + k, 7 + k);
    }
    text += assembly({"cmp r0, lr", "bne 2b"});
    text += assembly({"ldrd r2, r3, [sp, #4]", fmt::format("stmia r2!, {{{}}}", registers(size, 4)),
                      fmt::format("addw r0, r2, #{}", 4 * (widest_out - size)),
                      fmt::format("stm r0, {{{}}}", registers(size, 7))});
    text += assembly({"subs r3, #1", "strd r2, r3, [sp, #4]", "bne 1b"});
    text += assembly({"mov r0, r1", "add sp, #12", "pop {r4-r11, pc}"});
    text.pop_back();
    return text + ");\n}\n";
}

}  // namespace nanonas
