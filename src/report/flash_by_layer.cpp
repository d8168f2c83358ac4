// SPDX-License-Identifier: MIT
#include <algorithm>

#include "base/figures.h"
#include "report/axis.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr double left = 124, right = 352, width = 412, top = 8, row = 21;

std::string kernels(const Inspection& inspection, const InspectedOperator& op) {
    if (op.outputs.empty() || op.outputs[0] < 0) return {};
    const auto& shape = inspection.tensors[static_cast<std::size_t>(op.outputs[0])].shape;
    return shape.empty() ? std::string() : fmt::format(", {} outputs", shape.back());
}

}  // namespace

Markup flash_by_layer(const Inspection& inspection) {
    struct Bar {
        std::string title, tip;
        std::int64_t bytes;
        std::string_view style;
    };
    std::vector<Bar> bars;
    const std::vector<std::string> titles = operator_titles(inspection);
    for (std::size_t i = 0; i < titles.size(); ++i) {
        const InspectedOperator& op = inspection.operators[i];
        if (op.weight_bytes == 0) continue;
        bars.push_back({titles[i], titles[i] + kernels(inspection, op), op.weight_bytes, "block convolved"});
    }
    bars.push_back(
        {"Structure", "shapes, scales, names: all but the weights", inspection.metadata_bytes, "block tail"});
    std::int64_t most = 1;
    for (const Bar& bar : bars) most = std::max(most, bar.bytes);
    const Axis x{0, static_cast<double>(most), left, right};
    Drawing drawing(
        width, top + static_cast<double>(bars.size()) * row + 6,
        fmt::format("Bytes of the model file by layer, {} together.", grouped(inspection.file_bytes)));
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const double y = top + static_cast<double>(i) * row;
        const double end = x.at(static_cast<double>(bars[i].bytes));
        drawing.text({left - 6, y + row / 2 + 4}, bars[i].title, "label", Anchor::end);
        drawing.box({left, y + 2, std::max(end - left, 1.0), row - 4}, bars[i].style, 2, bars[i].tip);
        drawing.text({end + 6, y + row / 2 + 4}, grouped(bars[i].bytes), "tick");
    }
    return card(
        "Flash by layer", drawing.markup(),
        markup(
            "Bytes of weights in each layer of the model file, {} of {} in all. “Structure” is the rest of "
            "the file: shapes, scales and the format's own tables.",
            grouped(inspection.weight_bytes), grouped(inspection.file_bytes)));
}

}  // namespace nanonas
