// SPDX-License-Identifier: MIT
#include "sample/occluder.h"

#include <iterator>

#include "sample/shapes.h"

namespace nanonas::sample {
namespace {

// Leaves on a jittered grid along a branch.
struct Branch {
    Vec2 from, to;
    float reach;  // of the leaves from the wood
    float cell;   // width of a leaf's cell
    Colour leaf, wood;
    std::uint32_t seed;

    Layer at(float x, float y, float pixel) const {
        Layer layer;
        layer.lay(wood, coverage(segment(x, y, from, to) - 0.008f, pixel));
        const int column = floor_to_int(x / cell), row = floor_to_int(y / cell);
        for (int i = row - 1; i <= row + 1; ++i) {
            for (int j = column - 1; j <= column + 1; ++j) lay_leaf(layer, x, y, j, i, pixel);
        }
        return layer;
    }

    void lay_leaf(Layer& layer, float x, float y, int column, int row, float pixel) const {
        const auto value = [&](std::uint32_t which) { return lattice_value(column, row, seed + which); };
        const Vec2 middle{(static_cast<float>(column) + 0.2f + 0.6f * value(0)) * cell,
                          (static_cast<float>(row) + 0.2f + 0.6f * value(1)) * cell};
        if (segment(middle.x, middle.y, from, to) > reach * (0.4f + 0.6f * value(2))) return;
        const float t = 2 * value(3) - 1, c = (1 - t * t) / (1 + t * t), s = 2 * t / (1 + t * t);
        const float u = (c * (x - middle.x) + s * (y - middle.y)) / cell;
        const float v = (c * (y - middle.y) - s * (x - middle.x)) / cell;
        const float edge = std::fabs(v) - 0.42f * (1 - u * u / 0.72f);
        layer.lay(leaf * (0.55f + 0.75f * value(4) - 0.3f * std::min(std::fabs(v) * 4, 0.5f)),
                  coverage(std::max(edge, std::fabs(u) - 0.85f) * cell, pixel));
    }
};

Vec2 around(Vec2 centre, float radius, Random& random) {
    const float x = random.uniform(-radius, radius), y = random.uniform(-radius, radius);
    return {centre.x + x, centre.y + y};
}

void paint_branch(Canvas& canvas, const Street& street, Vec2 tip, Random& random) {
    Branch branch;
    const float side = random.below(2) == 0 ? -0.1f : 1.1f;
    branch.from = {side, tip.y + random.uniform(-0.4f, 0.3f)};
    branch.to = tip;
    branch.reach = random.uniform(0.1f, 0.24f);
    branch.cell = random.uniform(0.05f, 0.09f);
    const Colour light = street.daylight(random.uniform(-1, 1));
    const Colour bright = rgb(random.below(4) == 0 ? 0xC08030 : 0x86983C);
    branch.leaf = mix(rgb(0x3C5A20), bright, random.uniform()) * light;
    branch.wood = rgb(0x4A3C30) * light;
    branch.seed = static_cast<std::uint32_t>(random.bits());
    const float margin = branch.reach + branch.cell;
    canvas.paint({std::min(branch.from.x, tip.x) - margin, std::min(branch.from.y, tip.y) - margin,
                  std::max(branch.from.x, tip.x) + margin, std::max(branch.from.y, tip.y) + margin},
                 [&](float x, float y) { return branch.at(x, y, canvas.pixel()); });
}

void paint_pole(Canvas& canvas, const Street& street, Vec2 through, Random& random) {
    const float half = random.uniform(0.008f, 0.04f), lean = random.uniform(-0.12f, 0.12f);
    const Vec2 top{through.x - lean, -0.1f}, foot{through.x + lean, 1.1f};
    const Colour colour = mix(rgb(0x4A443C), rgb(0x7C8084), random.uniform()) * street.daylight(0);
    canvas.paint({std::min(top.x, foot.x) - 2 * half, 0, std::max(top.x, foot.x) + 2 * half, 1},
                 [&](float x, float y) {
                     const float aside = x - mix(top.x, foot.x, (y - top.y) / (foot.y - top.y));
                     return Layer{colour * (0.8f - 0.3f * aside / half),
                                  coverage(segment(x, y, top, foot) - half, canvas.pixel())};
                 });
}

// The rear of a van that is about to leave the picture at one side.
void paint_van(Canvas& canvas, const Street& street, Vec2 centre, float radius, Random& random) {
    constexpr std::uint32_t paints[] = {0xD8D8D4, 0x6C7074, 0x98A0A8, 0x24406C, 0x8C2024, 0xC8A050};
    const Colour own = rgb(paints[random.below(std::size(paints))]);
    const Colour paint = own * street.daylight(random.uniform(-1, 1));
    const Colour glass = mix(rgb(0x1C2228), street.light().horizon, 0.3f);
    const bool left = random.below(2) == 0;
    const float edge = centre.x + (left ? -1.0f : 1.0f) * radius * random.uniform(-0.1f, 0.8f);
    const float roof = centre.y + radius * random.uniform(-1.1f, 0.3f);
    canvas.paint({left ? 0 : edge - 0.05f, roof - 0.05f, left ? edge + 0.05f : 1, 1}, [&](float x, float y) {
        const float u = (left ? x - edge : edge - x) + 1, v = y - roof - 1;  // from the van's middle
        const float soft = 2.5f * canvas.pixel();
        Layer layer{paint * (1 - 0.3f * clamp01(y - roof)), coverage(rectangle(u, v, 1, 1, 0.08f), soft)};
        const float pane = rectangle(u - 0.55f, v + 0.8f, 0.36f, 0.12f, 0.04f);
        layer.colour = mix(layer.colour, glass, coverage(pane, soft));
        return layer;
    });
}

}  // namespace

void occlude(Canvas& canvas, const Street& street, Vec2 centre, float radius, Random& random) {
    const std::uint32_t what = random.below(18);
    const Vec2 place = around(centre, 0.9f * radius, random);
    if (what < 4) paint_branch(canvas, street, place, random);
    if (what == 4 || what == 5) paint_pole(canvas, street, place, random);
    if (what == 6 || what == 7) paint_van(canvas, street, centre, radius, random);
}

}  // namespace nanonas::sample
