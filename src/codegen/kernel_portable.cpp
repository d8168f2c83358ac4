// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "codegen/kernel_text.h"

namespace nanonas {
namespace {

constexpr std::string_view scalar_line =
    "            v = (int8_t)FLASH_BYTE(w), w++, a@ += l * v, b@ += r * v;\n";
constexpr std::string_view store_line = "    left[@] = a@, right[@] = b@;\n";

std::string block_head(int size) {
    return fmt::format(
        R"(NOINLINE static const weight *convolve_{}(const windows *both, const weight *w, int32_t *left,
                                         int32_t *right)
{{
    const run *next = both->runs, *const last = next + both->count;
    int32_t {};
    int32_t {};
    do {{
        const uint8_t *x = next->left, *y = next->right, *const end = x + both->bytes;
)",
        size, zeros(size, "a"), zeros(size, "b"));
}

std::string block_tail(int size) {
    return "        next++;\n    } while (next != last);\n" + for_channels(size, store_line) +
           "    return w;\n}\n";
}

std::string scalar_loop(int size) {
    return "        do {\n            const int l = *x++, r = *y++;\n            int v;\n" +
           for_channels(size, scalar_line) + "        } while (x != end);\n";
}

}  // namespace

std::string portable_block(int size) {
    return block_head(size) + scalar_loop(size) + block_tail(size);
}

}  // namespace nanonas
