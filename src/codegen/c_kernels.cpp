// SPDX-License-Identifier: MIT
#include "codegen/c_kernels.h"

#include "codegen/c_tables.h"

namespace nanonas {
namespace {

// One line a channel, "@" being its number.
std::string for_channels(int size, std::string_view line) {
    std::string text;
    for (int k = 0; k < size; ++k) {
        for (const char c : line) {
            if (c == '@') {
                text += std::to_string(k);
            } else {
                text += c;
            }
        }
    }
    return text;
}

std::string sums(int size, std::string_view letter) {
    std::string text;
    for (int k = 0; k < size; ++k) text += fmt::format("{}{}{} = 0", k > 0 ? ", " : "", letter, k);
    return text;
}

std::string portable_block(int size) {
    return fmt::format(
        R"(static const weight *convolve_{0}(const uint8_t *const window[3], unsigned c, const weight *w, int32_t *left, int32_t *right)
{{
    int32_t {1};
    int32_t {2};
    unsigned r;
    for (r = 0; r < 3; r++) {{
        const uint8_t *x = window[r], *const end = x + 3 * c;
        for (; x != end; x++, w += {0}) {{
            const int l = x[0], h = x[c];
            int v;
{3}        }}
    }}
{4}    return w;
}}

)",
        size, sums(size, "l"), sums(size, "r"),
        for_channels(size, "            v = (int8_t)FLASH_BYTE(&w[@]); l@ += l * v; r@ += h * v;\n"),
        for_channels(size, "    left[@] = l@; right[@] = r@;\n"));
}

}  // namespace

std::set<int> block_sizes(const Pipeline& pipeline) {
    std::set<int> sizes;
    for (const ConvolutionStage& stage : pipeline.stages) {
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        for (int block = 0; block < blocks.count; ++block) sizes.insert(blocks.size(block));
    }
    return sizes;
}

std::string portable_kernels(const std::set<int>& sizes) {
    std::string text, choices;
    for (const int size : sizes) {
        text += portable_block(size);
        choices += fmt::format(
            "{}w = convolve_{}(window, st->in, w, s->left + k, s->right + k);\n",
            sizes.size() == 1         ? "        "
            : size == *sizes.begin()  ? fmt::format("        if (size == {})\n            ", size)
            : size == *sizes.rbegin() ? "        else\n            "
                                      : fmt::format("        else if (size == {})\n            ", size),
            size);
    }
    return fmt::format(R"(/* ---- The convolution at two neighbouring pixels ---- */

{}/* Sums of products of all output channels, into s->left and s->right. */
static void convolve_pair(state *s, const stage *st, const uint8_t *const window[3])
{{
    const weight *w = st->weights;
    unsigned block, k, size;
    for (block = 0, k = 0; k < st->out; block++, k += size) {{
        size = block < st->wide ? st->narrow + 1u : st->narrow;
{}    }}
}}
)",
                       text, choices);
}

}  // namespace nanonas
