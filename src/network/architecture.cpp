// SPDX-License-Identifier: MIT
#include "nanonas/architecture.h"

#include <algorithm>
#include <charconv>

#include "nanonas/softmax_limit.h"

namespace nanonas {
namespace {

std::int64_t ceil_division(std::int64_t dividend, std::int64_t divisor) {
    return (dividend + divisor - 1) / divisor;
}

constexpr int most_cells = 30;  // each halves a side, which is an int

bool large_enough(std::span<const Layer> layers, const InputShape& input) {
    return std::ranges::none_of(shapes(layers, input),
                                [](const TensorShape& shape) { return shape.pixels() == 0; });
}

// Takes a number of digits and the separator behind it, or the end where there is none.
bool take(std::string_view& text, std::string_view separator, int& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (separator.empty()) return text.empty();
    if (!text.starts_with(separator)) return false;
    text.remove_prefix(separator.size());
    return true;
}

// Takes what stands in front of the next '-'.
std::string_view take_word(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find('-'));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

}  // namespace

std::vector<int> channels(const Architecture& architecture) {
    std::vector<int> result;
    result.reserve(static_cast<std::size_t>(architecture.c) + 1);
    result.push_back(architecture.k);
    for (int i = 1; i <= architecture.c; ++i) {
        // 2 - sum_{j=1}^{i-1} 2^-j = 1 + 2^-(i-1) = (2^(i-1) + 1) / 2^(i-1)
        const std::int64_t power = std::int64_t{1} << std::min(i - 1, 30);
        result.push_back(static_cast<int>(ceil_division((power + 1) * result.back(), power)));
    }
    return result;
}

Result<void> constructible(const Architecture& architecture) {
    if (architecture.k < 1 || architecture.c < 0) {
        return usage_error("({},{}) names no network; k is at least 1 and c at least 0.", architecture.k,
                           architecture.c);
    }
    if (architecture.classes < 2) {
        return usage_error("A network needs at least 2 classes to tell apart, not {}.", architecture.classes);
    }
    if (architecture.classes > most_softmax_classes) {
        return usage_error(
            "A network tells at most {} classes apart, since an int8 softmax sums up no more, and not {}; "
            "leave "
            "classes out or join some.",
            most_softmax_classes, architecture.classes);
    }
    Architecture largest = architecture;
    largest.c = std::min(architecture.c, most_cells);
    const std::vector<Layer> all = layers(largest);
    if (largest == architecture && large_enough(all, architecture.input)) return supported(all);
    while (largest.c > 0 && !large_enough(layers(largest), architecture.input)) --largest.c;
    return usage_error(
        "{} cells need a larger input than {}: each halves its sides, and after {} one is 1 pixel.",
        architecture.c, to_string(architecture.input), largest.c);
}

std::int64_t macc(const Architecture& architecture, MaccCount count) {
    const std::vector<Layer> all = layers(architecture);
    if (count == MaccCount::exact) return macc(all, architecture.input);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    std::int64_t total = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        TensorShape in = input_shape(all[i], outputs, architecture.input);
        const bool of_a_cell = all[i].kind == LayerKind::convolution && total > 0;
        if (of_a_cell) in.channels = outputs[i].channels;
        total += macc(all[i], in, outputs[i]);
    }
    return total;
}

std::string name(const Architecture& architecture) {
    return fmt::format("({},{})", architecture.k, architecture.c);
}

std::string to_text(const Architecture& architecture) {
    return fmt::format("{}-{}-{}-{},{}", to_string(architecture.family), to_string(architecture.input),
                       architecture.classes, architecture.k, architecture.c);
}

Result<Architecture> parse_architecture(std::string_view text) {
    std::string_view rest = text;
    Architecture architecture;
    const auto family = parse_family(take_word(rest));
    const auto input = parse_input_shape(take_word(rest));
    if (!family || !input || !take(rest, "-", architecture.classes) || !take(rest, ",", architecture.k) ||
        !take(rest, "", architecture.c)) {
        return usage_error(
            "\"{}\" is not a network; write FAMILY-HEIGHTxWIDTHxCHANNELS-CLASSES-K,C, such as "
            "current-50x50x3-2-3,3.",
            text);
    }
    architecture.family = *family;
    architecture.input = *input;
    NANONAS_TRY_VOID(constructible(architecture));
    return architecture;
}

}  // namespace nanonas
