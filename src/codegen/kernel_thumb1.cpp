// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "codegen/kernel_text.h"

namespace nanonas {

// r0: patch, r1: weights, r2 and r3: temporaries, r4 on: sums "both", r8 on: sums "high", r12: end of the
// patch. On the stack: the blocks, how many are left, where the next one's sums are, then the function's
// arguments. The offsets of [r0, #..] are those of struct blocks in kernel_thumb1.c.in.
std::string thumb1_block(int size) {
    const std::string low = registers(size, 4);
    const std::string load_low = fmt::format("ldmia r3!, {{{}}}", low),
                      store_low = fmt::format("stmia r3!, {{{}}}", low);
    std::string text = fmt::format(
        "__attribute__((naked, noinline)) static void convolve_{}(const blocks *b, uint32_t both, uint32_t "
        "high, "
        "uint32_t offset)\n{{\n    __asm volatile(\n",
        size);
    text += assembly({".syntax unified", "push {r4-r7, lr}", "mov r4, r8", "mov r5, r9", "mov r6, r10",
                      "push {r4-r6}", "sub sp, #24"});
    text += assembly({"str r0, [sp]", "str r1, [sp, #12]", "str r2, [sp, #16]", "str r3, [sp, #20]",
                      "ldr r1, [r0, #4]", "mov r12, r1", "ldr r1, [r0, #8]", "adds r1, r1, r3"});
    text += assembly({"ldr r2, [r0, #20]", "ldr r3, [r0, #12]", "str r2, [sp, #4]", "str r3, [sp, #8]"});
    text += assembly({"1: ldr r0, [sp, #20]", "cmp r0, #0", "bne 3f"});
    text += assembly({"ldr r3, [sp, #16]"}) + assembly(moves(size, "mov r{high}, r3"));
    text += assembly({"ldr r3, [sp, #12]"}) + assembly(moves(size, "movs r{low}, r3"));
    text += assembly({"4: ldr r2, [sp]", "ldr r0, [r2]", "2:"});
    for (int tap = 0; tap < 3; ++tap) {
        text += "        \"ldmia r0!, {r3}\\n\"\n       ";
        for (int k = 0; k < size; ++k) {
            text += fmt::format(" PRODUCT({}, \"r{}\", \"r{}\")", tap * size + k, 4 + k, 8 + k);
        }
        text += "\n";
    }
    text += assembly({fmt::format("adds r1, #{}", 3 * size), "cmp r0, r12", "bne 2b"});
    text += assembly({"ldr r2, [sp]", "ldr r3, [sp, #8]", store_low, "str r3, [sp, #8]", "ldr r0, [r2, #16]",
                      fmt::format("subs r0, #{}", 4 * size), "adds r3, r3, r0"});
    text += assembly(moves(size, "mov r{low}, r{high}")) +
            assembly({store_low, "ldr r0, [r2, #24]", "adds r1, r1, r0"});
    text += assembly({"ldr r0, [sp, #4]", "subs r0, #1", "str r0, [sp, #4]", "bne 1b"});
    text += assembly(
        {"add sp, #24", "pop {r4-r6}", "mov r8, r4", "mov r9, r5", "mov r10, r6", "pop {r4-r7, pc}"});
    text += assembly({"3: ldr r2, [sp]", "ldr r3, [sp, #8]", "ldr r0, [r2, #16]", "adds r3, r3, r0", load_low,
                      "ldr r0, [sp, #16]"});
    text += assembly(moves(size, "adds r{low}, r{low}, r0")) + assembly(moves(size, "mov r{high}, r{low}"));
    text += assembly({"ldr r3, [sp, #8]", load_low, "ldr r0, [sp, #12]"});
    text += assembly(moves(size, "adds r{low}, r{low}, r0"));
    text += assembly({"b 4b"});
    text.pop_back();
    return text + ");\n}\n";
}

}  // namespace nanonas
