// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "codegen/kernel_text.h"

namespace nanonas {
namespace {

// The three bytes of each sum, those at the left pixel first.
constexpr int sum_registers[] = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 22, 23, 24, 25};

std::string sum_register(int sum, int byte) {
    return fmt::format("r{}", sum_registers[3 * sum + byte]);
}

// r16 and r17: bytes at both pixels; r18: weight; r19: zero; r20: bytes left in the run; r21: bytes of a run;
// X, Y and Z: the run at both pixels, weights. On the stack: runs left, and the next one.
std::string products(int size) {
    std::string text;
    for (int k = 0; k < size; ++k) {
        text += "        \"lpm r18, Z+\\n\"";
        for (int pixel = 0; pixel < 2; ++pixel) {
            const int sum = 2 * k + pixel;
            text += fmt::format(" PRODUCT(\"r{}\", \"{}\", \"{}\", \"{}\")", 16 + pixel, sum_register(sum, 0),
                                sum_register(sum, 1), sum_register(sum, 2));
        }
        text += "\n";
    }
    return text;
}

std::string stores(int size, int pixel) {
    std::vector<std::string> instructions{"pop r27", "pop r26"};
    for (int k = 0; k < size; ++k) {
        for (int byte = 0; byte < 3; ++byte) {
            instructions.push_back(fmt::format("st X+, {}", sum_register(2 * k + pixel, byte)));
        }
        instructions.push_back(fmt::format("lsl {}", sum_register(2 * k + pixel, 2)));
        instructions.insert(instructions.end(), {"sbc r18, r18", "st X+, r18"});
    }
    return assembly(instructions);
}

std::string clear(int size) {
    std::vector<std::string> instructions{"clr r19"};
    for (int i = 0; i < 6 * size; ++i) instructions.push_back(fmt::format("clr r{}", sum_registers[i]));
    return assembly(instructions);
}

std::string for_saved_registers(std::string_view instruction, bool reversed) {
    std::vector<std::string> instructions;
    for (int i = 0; i < 18; ++i) {
        const int place = reversed ? 17 - i : i;
        instructions.push_back(fmt::format("{} r{}", instruction, place < 16 ? 2 + place : 12 + place));
    }
    return assembly(instructions);
}

}  // namespace

std::string avr_block(int size) {
    std::string text = fmt::format(
        "__attribute__((naked, noinline)) static const weight *convolve_{}(const windows *both, "
        "const weight *w,\n                                                                   "
        "int32_t *left, int32_t *right)\n{{\n    __asm volatile(\n",
        size);
    text += for_saved_registers("push", false);
    text += assembly({"push r18", "push r19", "push r20", "push r21", "movw r26, r24", "movw r30, r22",
                      "ld r20, X+", "ld r21, X+", "adiw r26, 1"});
    text += clear(size);
    text += assembly({"1: push r20", "ld r16, X+", "ld r17, X+", "ld r28, X+", "ld r29, X+", "push r26",
                      "push r27", "movw r26, r16", "mov r20, r21"});
    text += assembly({"2: ld r16, X+", "ld r17, Y+"}) + products(size) + assembly({"dec r20", "brne 2b"});
    text += assembly({"pop r27", "pop r26", "pop r20", "dec r20", "brne 1b"});
    text += stores(size, 0) + stores(size, 1) + assembly({"movw r24, r30", "clr r1"});
    text += for_saved_registers("pop", true) + assembly({"ret"});
    text.pop_back();
    return text + ");\n}\n";
}

}  // namespace nanonas
