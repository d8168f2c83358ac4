// SPDX-License-Identifier: MIT
#include "codegen/c_kernels.h"

#include "codegen/c_tables.h"
#include "codegen/c_text.h"

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

// "a0 = 0, a1 = 0".
std::string zeros(int size, std::string_view letter) {
    std::string text;
    for (int k = 0; k < size; ++k) text += fmt::format("{}{}{} = 0", k > 0 ? ", " : "", letter, k);
    return text;
}

constexpr std::string_view scalar_line =
    "            v = (int8_t)FLASH_BYTE(&w[@]), a@ += l * v, b@ += r * v;\n";
constexpr std::string_view store_line = "    left[@] = a@, right[@] = b@;\n";

std::string block_head(int size) {
    return fmt::format(
        R"(static const weight *convolve_{}(const uint8_t *const window[3], unsigned c, const weight *w,
                                int32_t *left, int32_t *right)
{{
    int32_t {};
    int32_t {};
    unsigned row;
    for (row = 0; row < 3; row++) {{
        const uint8_t *x = window[row], *const end = x + 3 * c;
)",
        size, zeros(size, "a"), zeros(size, "b"));
}

std::string block_tail(int size) {
    return "    }\n" + for_channels(size, store_line) + "    return w;\n}\n";
}

std::string scalar_loop(int size) {
    return fmt::format(
        "        for (; x != end; x++, w += {}) {{\n"
        "            const int l = x[0], r = x[c];\n            int v;\n{}        }}\n",
        size, for_channels(size, scalar_line));
}

std::string portable_block(int size) {
    return block_head(size) + scalar_loop(size) + block_tail(size);
}

std::string registers(int size, int first) {
    std::string text;
    for (int k = 0; k < size; ++k) text += fmt::format("{}r{}", k > 0 ? ", " : "", first + k);
    return text;
}

// "        \"first\\n second\\n\"\n".
std::string assembly(const std::vector<std::string>& instructions) {
    std::string text;
    for (const std::string& each : instructions) {
        text += fmt::format("{}{}\\n", text.empty() ? "        \"" : " ", each);
    }
    return text + "\"\n";
}

// "mov r8, r4" and so on for `size` registers.
std::vector<std::string> moves(int size, std::string_view format) {
    std::vector<std::string> instructions;
    for (int k = 0; k < size; ++k) {
        instructions.push_back(
            fmt::format(fmt::runtime(format), fmt::arg("low", 4 + k), fmt::arg("high", 8 + k)));
    }
    return instructions;
}

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

// if (size == 3) ...; else ...;
template <typename Call>
std::string choice(const std::set<int>& sizes, int indent, Call call) {
    const std::string margin(static_cast<std::size_t>(indent), ' ');
    if (sizes.empty()) return "";
    if (sizes.size() == 1) return fmt::format("{}{}", margin, call(*sizes.begin()));
    std::string text;
    for (const int size : sizes) {
        const std::string head = size == *sizes.begin()    ? fmt::format("if (size == {})", size)
                                 : size == *sizes.rbegin() ? std::string("else")
                                                           : fmt::format("else if (size == {})", size);
        text += fmt::format("{3}{0}{1}\n{0}    {2}", margin, head, call(size), text.empty() ? "" : "\n");
    }
    return text;
}

std::string for_sizes(const std::set<int>& sizes, std::string (*block)(int)) {
    std::string text;
    for (const int size : sizes) text += fmt::format("{}{}", text.empty() ? "" : "\n", block(size));
    return text;
}

// FOUR_3(a0, a1, a2, b0, ...): the weights of four inputs a, b, c, d for three output channels, by input; in
// a machine with SXTB16 by channel.
constexpr const char* weight_macro_names[] = {"", "ONE", "", "THREE", "FOUR"};  // by taps

std::string weight_macro(int taps, int size, bool by_channel, bool wrapped) {
    std::string parameters, values;
    for (int tap = 0; tap < taps; ++tap) {
        for (int k = 0; k < size; ++k) {
            parameters +=
                fmt::format("{}{}{}", parameters.empty() ? "" : ", ", static_cast<char>('a' + tap), k);
        }
    }
    for (int i = 0; i < taps * size; ++i) {
        const int tap = by_channel ? i % taps : i / size, k = by_channel ? i / taps : i % size;
        const std::string value = fmt::format("{}{}", static_cast<char>('a' + tap), k);
        values += fmt::format(fmt::runtime(wrapped ? "{}W({})" : "{}{}"), i > 0 ? ", " : "", value);
        if (by_channel && taps == 3 && tap == 2) values += ", 0";
    }
    return fmt::format("#define {}_{}({}) \\\n    {}\n", weight_macro_names[taps], size, parameters, values);
}

std::string weight_macros(const std::set<int>& sizes, int taps, bool by_channel, bool wrapped) {
    std::string text;
    for (const int size : sizes) text += weight_macro(taps, size, by_channel, wrapped);
    return text;
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

std::set<int> special_for_three_channels(const Pipeline& pipeline, Optimize optimize) {
    std::set<int> sizes;
    if (optimize == Optimize::size) return sizes;
    for (const ConvolutionStage& stage : pipeline.stages) {
        const Blocks blocks = blocks_of(stage.shape.out_channels);
        for (int block = 0; stage.shape.in_channels == 3 && block < blocks.count; ++block) {
            sizes.insert(blocks.size(block));
        }
    }
    return sizes;
}

void set_kernel_texts(const Pipeline& pipeline, Optimize optimize, TemplateValues& values) {
    const std::set<int> sizes = block_sizes(pipeline);
    auto& texts = values.texts;
    texts["portable_blocks"] = for_sizes(sizes, portable_block);
    const std::set<int> three_sizes = special_for_three_channels(pipeline, optimize);
    texts["dsp_blocks"] = std::string(c_text("kernel_dsp.c.in")) + for_sizes(sizes, dsp_block) +
                          for_sizes(three_sizes, dsp_block_of_three_channels);
    texts["dsp_choice_of_three"] = choice(three_sizes, 12, [](int size) {
        return fmt::format("w = convolve_{}_of_3(window, w, left, left + (s->right - s->left));", size);
    });
    texts["thumb1_blocks"] = for_sizes(sizes, thumb1_block);
    texts["portable_choice"] = choice(sizes, 8, [](int size) {
        return fmt::format("w = convolve_{}(window, st->in, w, left, left + (s->right - s->left));", size);
    });
    texts["thumb1_choice"] =
        choice(sizes, 4, [](int size) { return fmt::format("convolve_{}(b, both, high, offset);", size); });
    texts["weight_macros"] =
        "#if KERNEL_DSP\n" + weight_macros(sizes, 4, true, false) +
        weight_macros(three_sizes, 3, true, false) + "#else\n" + weight_macros(sizes, 4, false, true) +
        weight_macros(three_sizes, 3, false, true) + "#endif\n" + weight_macros(sizes, 1, false, true);
}

}  // namespace nanonas
