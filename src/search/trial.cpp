// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>

#include "base/random.h"
#include "nanonas/search.h"

namespace nanonas {
namespace {

auto key(const Trial& trial) {
    const Architecture& a = trial.architecture;
    return std::make_tuple(a.k, a.c, a.family, a.input.height, a.input.width, a.input.channels, a.classes,
                           trial.epochs, trial.pictures, trial.seed);
}

template <typename T>
bool read_number(std::string_view text, T& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size();
}

// What stands before the separator; `text` keeps what stands behind it.
std::string_view take(std::string_view& text, char separator) {
    const std::string_view word = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

bool read_field(std::string_view name, std::string_view value, Trial& trial) {
    if (name == "epochs") return read_number(value, trial.epochs) && trial.epochs >= 0;
    if (name == "pictures") return read_number(value, trial.pictures);
    return name == "seed" && read_number(value, trial.seed);
}

}  // namespace

std::strong_ordering Trial::operator<=>(const Trial& other) const {
    return key(*this) <=> key(other);
}

std::uint64_t Trial::training_seed() const {
    return candidate_seed(seed, architecture);
}

std::string to_text(const Trial& trial) {
    std::string text = to_text(trial.architecture);
    if (trial.epochs != 0) text += fmt::format(" epochs={}", trial.epochs);
    if (trial.pictures != 0) text += fmt::format(" pictures={}", trial.pictures);
    if (trial.seed != 0) text += fmt::format(" seed={}", trial.seed);
    return text;
}

Result<Trial> parse_trial(std::string_view text) {
    Trial trial;
    std::string_view rest = text;
    const auto architecture = parse_architecture(take(rest, ' '));
    if (!architecture) return failure("\"{}\" is no trial: {}", text, architecture.error().message);
    trial.architecture = *architecture;
    while (!rest.empty()) {
        std::string_view field = take(rest, ' ');
        const std::string_view name = take(field, '=');
        if (!read_field(name, field, trial)) {
            return failure("\"{}\" is no trial: {}={} is not one of its fields.", text, name, field);
        }
    }
    return trial;
}

std::uint64_t candidate_seed(std::uint64_t seed, const Architecture& architecture) {
    const auto k = static_cast<std::uint64_t>(architecture.k), c = static_cast<std::uint64_t>(architecture.c);
    return derive_seed(seed, RandomPurpose::candidate, k << 32 | c);
}

double score(const Evaluation& evaluation) {
    double best = 0;
    for (double accuracy : evaluation.val_accuracy) best = std::max(best, accuracy);
    return std::round(best * 1000) / 1000;
}

double Candidate::score() const {
    return evaluation ? nanonas::score(*evaluation) : infeasible_score;
}

}  // namespace nanonas
