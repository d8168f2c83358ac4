// SPDX-License-Identifier: MIT
// Validation accuracies after each epoch as curves.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "report/axis.h"

namespace nanonas {

struct CurveFrame {
    double width, height;  // of the drawing
    Box box;               // what the axes span
    int epochs_named;      // about so many at the x axis
};

// What the axes have to hold.
struct CurveRange {
    double lowest = 1, highest = 0;
    std::size_t epochs = 0;

    void add(const std::vector<double>& accuracy);
};

// A single epoch stands in the middle.
Axis epoch_axis(std::size_t epochs, const Box& box);

Drawing curve_axes(const CurveFrame& frame, const Axis& x, const Axis& y, std::string_view description);

std::vector<Point> curve(const std::vector<double>& accuracy, const Axis& x, const Axis& y);

}  // namespace nanonas
