// SPDX-License-Identifier: MIT
#include "report/accuracy_curves.h"

#include <algorithm>

namespace nanonas {

void CurveRange::add(const std::vector<double>& accuracy) {
    for (const double value : accuracy) {
        lowest = std::min(lowest, value);
        highest = std::max(highest, value);
    }
    epochs = std::max(epochs, accuracy.size());
}

Axis epoch_axis(std::size_t epochs, const Box& box) {
    const double last = static_cast<double>(epochs);
    return epochs < 2 ? Axis{0.5, 1.5, box.x, box.x + box.width}
                      : Axis{1, last, box.x + 6, box.x + box.width - 6};
}

Drawing curve_axes(const CurveFrame& frame, const Axis& x, const Axis& y, std::string_view description) {
    Drawing drawing(frame.width, frame.height, description);
    draw_y_axis(drawing, y, frame.box, Quantity::share, 5);
    draw_x_axis(drawing, x, frame.box, Quantity::epochs, frame.epochs_named);
    drawing.text({frame.box.x, 14}, "validation accuracy", "axis-name");
    drawing.text({frame.box.x + frame.box.width / 2, frame.height - 8}, "epoch", "axis-name", Anchor::middle);
    return drawing;
}

std::vector<Point> curve(const std::vector<double>& accuracy, const Axis& x, const Axis& y) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < accuracy.size(); ++i)
        points.push_back({x.at(static_cast<double>(i + 1)), y.at(accuracy[i])});
    return points;
}

}  // namespace nanonas
