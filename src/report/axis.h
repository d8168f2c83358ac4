// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "report/drawing.h"

namespace nanonas {

// A stretch of numbers laid onto a stretch of pixels.
struct Axis {
    double low = 0, high = 1;   // numbers; low < high
    double begin = 0, end = 1;  // where they lie

    double at(double value) const { return begin + (value - low) / (high - low) * (end - begin); }
};

// Round numbers within [low, high], about so many: steps of 1, 2 or 5 times a power of ten.
std::vector<double> ticks(double low, double high, int about);

// What the numbers of an axis are, and so where its ticks lie and how they read.
enum class Quantity { bytes, macc, share, epochs, milliseconds };
std::vector<double> ticks(Quantity quantity, double low, double high, int about);
std::string tick_text(Quantity quantity, double value);  // "4 KiB", "250k", "80 %", "12", "50 ms"

// Grid lines with their labels: left of `frame` for y, below it for x.
void draw_x_axis(Drawing& drawing, const Axis& axis, const Box& frame, Quantity quantity, int about = 4);
void draw_y_axis(Drawing& drawing, const Axis& axis, const Box& frame, Quantity quantity, int about = 4);

// Accuracies from a little below the lowest to a little above the highest.
Axis accuracy_axis(double lowest, double highest, const Box& frame);

}  // namespace nanonas
