// SPDX-License-Identifier: MIT
#include "report/axis.h"

#include <algorithm>
#include <cmath>

namespace nanonas {
namespace {

constexpr double kibi = 1024;
constexpr double right_margin = 8;  // that drawings have beside their frame, at least

std::string short_number(double value) {
    const auto with = [](double number, const char* unit) { return fmt::format("{:g}{}", number, unit); };
    if (value >= 1e6) return with(value / 1e6, "M");
    if (value >= 1e3) return with(value / 1e3, "k");
    return with(value, "");
}

}  // namespace

std::vector<double> ticks(double low, double high, int about) {
    const double raw = (high - low) / std::max(about, 1);
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0}) {
        if (factor * power >= raw * 0.7) step = factor * power;
    }
    std::vector<double> result;
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9; ++i) {
        result.push_back(i * step + 0.0);  // no -0
    }
    return result;
}

std::vector<double> ticks(Quantity quantity, double low, double high, int about) {
    if (quantity == Quantity::bytes && high >= 2 * kibi) {
        std::vector<double> result = ticks(low / kibi, high / kibi, about);
        for (double& tick : result) tick *= kibi;
        return result;
    }
    std::vector<double> result = ticks(low, high, about);
    if (quantity == Quantity::epochs) {
        std::erase_if(result, [](double tick) { return tick != std::floor(tick) || tick < 1; });
    }
    return result;
}

std::string tick_text(Quantity quantity, double value) {
    switch (quantity) {
        case Quantity::bytes:
            if (value == 0) return "0";
            return value >= kibi ? fmt::format("{:g} KiB", value / kibi) : fmt::format("{:g} B", value);
        case Quantity::macc:
            return short_number(value);
        case Quantity::share:
            return fmt::format("{:.3g} %", value * 100);
        case Quantity::epochs:
            return fmt::format("{:g}", value);
        case Quantity::milliseconds:
            return value == 0 ? "0" : fmt::format("{:g} ms", value);
    }
    return {};
}

void draw_x_axis(Drawing& drawing, const Axis& axis, const Box& frame, Quantity quantity, int about) {
    const double bottom = frame.y + frame.height;
    for (const double tick : ticks(quantity, axis.low, axis.high, about)) {
        const double x = axis.at(tick);
        drawing.line({x, frame.y}, {x, bottom}, "gridline");
        const std::string text = tick_text(quantity, tick);
        const double edge = frame.x + frame.width + right_margin;
        const bool at_edge = x + text_width(text, 11) / 2 > edge;
        drawing.text({at_edge ? edge : x, bottom + 15}, text, "tick", at_edge ? Anchor::end : Anchor::middle);
    }
    drawing.line({frame.x, bottom}, {frame.x + frame.width, bottom}, "axis");
}

void draw_y_axis(Drawing& drawing, const Axis& axis, const Box& frame, Quantity quantity, int about) {
    for (const double tick : ticks(quantity, axis.low, axis.high, about)) {
        const double y = axis.at(tick);
        drawing.line({frame.x, y}, {frame.x + frame.width, y}, "gridline");
        drawing.text({frame.x - 6, y + 4}, tick_text(quantity, tick), "tick", Anchor::end);
    }
}

Axis accuracy_axis(double lowest, double highest, const Box& frame) {
    const double margin = std::max((highest - lowest) * 0.12, 0.01);
    return {std::max(lowest - margin, 0.0), std::min(highest + margin, 1.0), frame.y + frame.height, frame.y};
}

}  // namespace nanonas
