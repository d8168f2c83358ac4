// SPDX-License-Identifier: MIT
#include "run/result_warnings.h"

#include <algorithm>
#include <numeric>

#include "base/figures.h"
#include "base/wilson_interval.h"

namespace nanonas {
namespace {

constexpr std::uint32_t great_imbalance = 10;  // times as many pictures
constexpr double great_loss = 0.03;            // of int8 against float
constexpr std::size_t most_named = 5;          // classes in one sentence
constexpr std::int64_t enough_pictures = 10;   // of a class, to say with what it is confused

using Warnings = std::vector<std::string>;

std::string quoted(const std::vector<std::string>& classes, int label) {
    const auto at = static_cast<std::size_t>(label);
    return at < classes.size() ? '"' + classes[at] + '"' : fmt::format("class {}", label);
}

// Whether an accuracy can't be told from that of an answer that is always the same.
bool at_chance(double accuracy, std::int64_t pictures, double always_the_same) {
    const auto interval = wilson_interval(accuracy, pictures);
    return interval && interval->low <= always_the_same;
}

// The share of the most frequent class.
double largest_share(const Confusion& confusion) {
    std::int64_t most = 0;
    for (int label = 0; label < confusion.classes; ++label)
        most = std::max(most, confusion.pictures_of(label));
    return static_cast<double>(most) / static_cast<double>(std::max<std::int64_t>(confusion.pictures(), 1));
}

// Whether there was something to say.
bool warn_of_chance(double accuracy, std::int64_t pictures, double always, std::string_view kind,
                    Warnings& warnings) {
    if (!at_chance(accuracy, pictures, always)) return false;
    warnings.push_back(fmt::format(
        "The network is at chance: {} of {} {} pictures right (95 % interval {}) can't be told from always "
        "giving the same answer ({}).",
        percent(accuracy), grouped(pictures), kind, percent_range(wilson_interval(accuracy, pictures)),
        percent(always)));
    return true;
}

void warn_of_lost_classes(const RunTest& test, const std::vector<std::string>& classes, Warnings& warnings) {
    const Confusion& confusion = test.int8_network;
    std::vector<std::string> lost;
    for (int label = 0; label < confusion.classes; ++label) {
        if (confusion.pictures_of(label) > 0 && confusion.at(label, label) == 0)
            lost.push_back(quoted(classes, label));
    }
    if (lost.empty()) return;
    const std::size_t more = lost.size() - std::min(lost.size(), most_named);
    lost.resize(lost.size() - more);
    warnings.push_back(
        fmt::format("The network recognises no {} picture of {}{}; look at the pictures there are to "
                    "learn {} from.",
                    test.on_test_set ? "test" : "validation", fmt::join(lost, ", "),
                    more > 0 ? fmt::format(" and {} more classes", more) : std::string(),
                    lost.size() + more == 1 ? "it" : "them"));
}

// Two classes that the network takes for each other as if at random, while it tells both from the rest.
bool confused(const Confusion& confusion, int a, int b) {
    if (std::min(confusion.pictures_of(a), confusion.pictures_of(b)) < enough_pictures) return false;
    const std::int64_t of_a = std::int64_t{confusion.at(a, a)} + confusion.at(a, b);
    const std::int64_t of_b = std::int64_t{confusion.at(b, b)} + confusion.at(b, a);
    const std::int64_t both = of_a + of_b;
    // Most pictures of each are taken for one of the two.
    if (4 * of_a < 3 * confusion.pictures_of(a) || 4 * of_b < 3 * confusion.pictures_of(b)) return false;
    const auto right = static_cast<double>(confusion.at(a, a) + confusion.at(b, b));
    const auto whole = static_cast<double>(both);
    return at_chance(right / whole, both, static_cast<double>(std::max(of_a, of_b)) / whole);
}

void warn_of_mirroring(const Confusion& confusion, const std::vector<std::string>& classes,
                       Warnings& warnings) {
    for (int a = 0; a < confusion.classes; ++a) {
        for (int b = a + 1; b < confusion.classes; ++b) {
            if (!confused(confusion, a, b)) continue;
            warnings.push_back(fmt::format(
                "{} of {} pictures of {} are taken for {}, and {} of {} the other way: if they are mirror "
                "images "
                "of each other, train with --mirror no, for training mirrors pictures at random.",
                grouped(confusion.at(a, b)), grouped(confusion.pictures_of(a)), quoted(classes, a),
                quoted(classes, b), grouped(confusion.at(b, a)), grouped(confusion.pictures_of(b))));
        }
    }
}

void warn_of_quantisation(const RunResult& result, const RunTest& test, Warnings& warnings) {
    // Without test pictures both were measured on those of the validation.
    const std::optional<double> real =
        test.float_network ? test.float_network->accuracy() : result.val_accuracy;
    const double int8 = test.int8_network.accuracy();
    if (!real || *real - int8 <= great_loss) return;
    warnings.push_back(
        fmt::format("Quantisation costs {:.1f} points: the network is right for {} of the pictures as float "
                    "and for {} as int8.",
                    (*real - int8) * 100, percent(real), percent(int8)));
}

void warn_of_imbalance(const std::vector<std::uint32_t>& pictures, const std::vector<std::string>& classes,
                       Warnings& warnings) {
    if (pictures.empty()) return;
    const auto [least, most] = std::minmax_element(pictures.begin(), pictures.end());
    if (*most < great_imbalance * std::max(*least, 1u)) return;
    const auto name = [&](auto at) { return quoted(classes, static_cast<int>(at - pictures.begin())); };
    warnings.push_back(
        fmt::format("There are {} pictures of {} to train with and {} of {}, so that the accuracy over all "
                    "says little of "
                    "the small class: look at its row in the confusion matrix.",
                    grouped(*most), name(most), grouped(*least), name(least)));
}

void warn_of_no_limit(const JudgedResult& judged, Warnings& warnings) {
    const RunResult& result = judged.result;
    if (!judged.searched) return;
    Architecture deeper = result.architecture, wider = result.architecture;
    ++deeper.c, ++wider.k;
    const Feasibility deep = feasibility(deeper, result.limits, judged.cost);
    if (!feasibility(wider, result.limits, judged.cost).feasible || (!deep.feasible && deep.limit != "input"))
        return;
    warnings.push_back(fmt::format(
        "The search ended although no limit binds: {} fits too, but no larger network scored higher in a few "
        "epochs, where chance decides much; try another --seed, or train a larger one (nanonas train --arch "
        "{},{}).",
        name(wider), wider.k, wider.c));
}

}  // namespace

std::vector<std::string> result_warnings(const JudgedResult& judged) {
    const RunResult& result = judged.result;
    Warnings warnings;
    if (judged.test) {
        const Confusion& confusion = judged.test->int8_network;
        const bool chance =
            warn_of_chance(confusion.accuracy(), confusion.pictures(), largest_share(confusion),
                           judged.test->on_test_set ? "test" : "validation", warnings);
        warn_of_lost_classes(*judged.test, result.classes, warnings);
        // A network that tells nothing apart confuses every pair.
        if (judged.mirrored && (!chance || confusion.classes == 2))
            warn_of_mirroring(confusion, result.classes, warnings);
        warn_of_quantisation(result, *judged.test, warnings);
    } else if (result.val_accuracy && !result.classes.empty()) {
        warn_of_chance(*result.val_accuracy, result.pictures.validation,
                       1.0 / static_cast<double>(result.classes.size()), "validation", warnings);
    }
    warn_of_imbalance(judged.training_pictures, result.classes, warnings);
    warn_of_no_limit(judged, warnings);
    return warnings;
}

}  // namespace nanonas
