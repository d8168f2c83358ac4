// SPDX-License-Identifier: MIT
// Validation accuracy after each epoch, of the network that was chosen and of the candidates before it.
#include <algorithm>

#include "base/figures.h"
#include "report/accuracy_curves.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr CurveFrame narrow{.width = 380, .height = 268, .box = {46, 26, 318, 200}, .epochs_named = 6};
constexpr const Box& frame = narrow.box;

}  // namespace

Markup training_curve(const RunRecord& run) {
    if (run.epochs.empty()) return {};
    const auto [lowest, highest] = std::minmax_element(run.epochs.begin(), run.epochs.end());
    const auto best_epoch = highest - run.epochs.begin() + 1;
    const Axis x = epoch_axis(run.epochs.size(), frame), y = accuracy_axis(*lowest, *highest, frame);
    Drawing drawing = curve_axes(
        narrow, x, y,
        fmt::format("Validation accuracy over {} of training: from {} to {}, best {} after epoch {}.",
                    counted(std::ssize(run.epochs), "epoch", "epochs"), percent(run.epochs.front()),
                    percent(run.epochs.back()), percent(*highest), best_epoch));
    const std::vector<Point> points = curve(run.epochs, x, y);
    drawing.polyline(points, "curve main");
    const Point best = points[static_cast<std::size_t>(best_epoch - 1)];
    drawing.circle(best, 4.5, "dot chosen", fmt::format("epoch {}: {}", best_epoch, percent(*highest)));
    const std::string label = fmt::format("{} in epoch {}", percent(*highest), best_epoch);
    const double half = text_width(label, 12) / 2;
    drawing.text({std::clamp(best.x, frame.x + half, frame.x + frame.width - half), best.y + 22}, label,
                 "name strong", Anchor::middle);
    return card("Training the chosen network", drawing.markup(),
                markup("After each epoch: the share of the validation pictures, which are never trained "
                       "with, that the float "
                       "network gets right. The weights of the best epoch are kept."));
}

Markup training_recipe_card(const RunRecord& run) {
    if (run.epochs.empty() || !run.settings) return {};
    const TrainingRecipe recipe = training_recipe(*run.settings);
    std::vector<std::string> changes;
    if (recipe.flip) changes.push_back("mirrored left and right");
    if (recipe.shift > 0)
        changes.push_back(fmt::format("moved by up to {}", counted(recipe.shift, "pixel", "pixels")));
    const bool falls = recipe.schedule == TrainingRecipe::Schedule::cosine;
    std::vector<Fact> rows{
        {"Epochs", markup("{}", run.epochs.size())},
        {"Pictures a step", markup("{}", recipe.batch)},
        {"Learning rate", markup("{:g}{}", static_cast<double>(recipe.learning_rate),
                                 falls ? ", falling to 0 along a cosine" : ", constant")},
        {"Each picture is", changes.empty()
                                ? markup("taken as it is")
                                : markup("{}, at random", fmt::format("{}", fmt::join(changes, ", ")))}};
    if (recipe.dropout > 0) {
        rows.emplace_back("Dropout", markup("{}", percent(static_cast<double>(recipe.dropout))));
    }
    if (run.training_pictures && run.validation_pictures) {
        rows.emplace_back("Pictures",
                          markup("{} to learn from, {} to validate with", grouped(*run.training_pictures),
                                 grouped(*run.validation_pictures)));
    }
    if (run.seconds.train) rows.emplace_back("Took", markup("{}", seconds(run.seconds.train)));
    return card(
        "How it was trained", facts(rows),
        markup("After the training the weights become 8-bit integers; what that costs in accuracy stands "
               "under “What was found”."));
}

Markup candidate_curves(const RunRecord& run) {
    CurveRange range;
    for (const DecidedCandidate& candidate : run.candidates) range.add(candidate.val_accuracy);
    const auto& [lowest, highest, epochs] = range;
    if (epochs == 0) return {};
    const Axis x = epoch_axis(epochs, frame), y = accuracy_axis(lowest, highest, frame);
    Drawing drawing =
        curve_axes(narrow, x, y,
                   fmt::format("Validation accuracy of every evaluated candidate over {}, from {} to {}.",
                               counted(static_cast<std::int64_t>(epochs), "epoch", "epochs"), percent(lowest),
                               percent(highest)));
    const auto chosen = [&](const DecidedCandidate& candidate) {
        return run.architecture && candidate.k == run.architecture->k && candidate.c == run.architecture->c;
    };
    for (const bool the_chosen : {false, true}) {
        for (const DecidedCandidate& candidate : run.candidates) {
            if (!candidate.evaluated() || chosen(candidate) != the_chosen) continue;
            const std::vector<Point> points = curve(candidate.val_accuracy, x, y);
            const std::string tip =
                fmt::format("({},{}): {}", candidate.k, candidate.c, percent(candidate.best()));
            drawing.polyline(points, the_chosen ? "curve main" : "curve", tip);
            for (const Point& point : points)
                drawing.circle(point, 2.5, the_chosen ? "dot chosen" : "dot", tip);
        }
    }
    return card(
        "Judging the candidates",
        markup("{}{}", drawing.markup(),
               legend({{"legend-chosen", "chosen"}, {"legend-dot", "other candidates"}})),
        markup("The short training by which the search judges candidates. Its accuracy is lower than that of "
               "the full training; only the order matters."));
}

}  // namespace nanonas
