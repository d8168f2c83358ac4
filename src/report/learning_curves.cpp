// SPDX-License-Identifier: MIT
// Validation accuracy after each epoch, of the network that was chosen and of the candidates before it.
#include <algorithm>

#include "base/figures.h"
#include "report/axis.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr Box frame{46, 26, 318, 200};
constexpr double width = 380, height = 268;

// A single epoch stands in the middle.
Axis epoch_axis(std::size_t epochs) {
    const double last = static_cast<double>(epochs);
    return epochs < 2 ? Axis{0.5, 1.5, frame.x, frame.x + frame.width}
                      : Axis{1, last, frame.x + 6, frame.x + frame.width - 6};
}

std::vector<Point> curve(const std::vector<double>& accuracy, const Axis& x, const Axis& y) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < accuracy.size(); ++i)
        points.push_back({x.at(static_cast<double>(i + 1)), y.at(accuracy[i])});
    return points;
}

Drawing axes(const Axis& x, const Axis& y, std::string_view description) {
    Drawing drawing(width, height, description);
    draw_y_axis(drawing, y, frame, Quantity::share, 5);
    draw_x_axis(drawing, x, frame, Quantity::epochs, 6);
    drawing.text({frame.x, 14}, "validation accuracy", "axis-name");
    drawing.text({frame.x + frame.width / 2, height - 8}, "epoch", "axis-name", Anchor::middle);
    return drawing;
}

}  // namespace

Markup training_curve(const RunFiles& run) {
    if (run.epochs.empty()) return {};
    const auto [lowest, highest] = std::minmax_element(run.epochs.begin(), run.epochs.end());
    const auto best_epoch = highest - run.epochs.begin() + 1;
    const Axis x = epoch_axis(run.epochs.size()), y = accuracy_axis(*lowest, *highest, frame);
    Drawing drawing =
        axes(x, y,
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

Markup training_recipe_card(const RunFiles& run) {
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

Markup candidate_curves(const RunFiles& run) {
    double lowest = 1, highest = 0;
    std::size_t epochs = 0;
    for (const DecidedCandidate& candidate : run.candidates) {
        for (const double accuracy : candidate.val_accuracy) {
            lowest = std::min(lowest, accuracy);
            highest = std::max(highest, accuracy);
        }
        epochs = std::max(epochs, candidate.val_accuracy.size());
    }
    if (epochs == 0) return {};
    const Axis x = epoch_axis(epochs), y = accuracy_axis(lowest, highest, frame);
    Drawing drawing =
        axes(x, y,
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
