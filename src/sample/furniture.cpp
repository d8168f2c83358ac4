// SPDX-License-Identifier: MIT
// What stands along the street.
#include "sample/shapes.h"
#include "sample/street.h"

namespace nanonas::sample {
namespace {

constexpr std::uint32_t paints[] = {0xB01018, 0x202428, 0xD8D8D4, 0x2450A0, 0x6C7074,
                                    0x98A0A8, 0x7C1418, 0x286048, 0xC8A060};

}  // namespace

void Street::paint_tree(Canvas& canvas, float x, float z, Random& random) const {
    const float height = random.uniform(4, 9), crown = height * random.uniform(0.28f, 0.4f);
    const float scale = focal_ / z;
    const Vec2 top{screen_x(x, z), screen_y(height - crown, z)};
    const float foot = screen_y(0, z), trunk = 0.13f * scale, radius = crown * scale;
    const Colour bark = in_haze(rgb(0x5A4A3C) * daylight(0), z);
    const Colour leaf = mix(rgb(0x3E5C22), rgb(0x7C8C34), random.uniform());
    const std::uint32_t seed = static_cast<std::uint32_t>(random.bits());
    canvas.paint({top.x - trunk, top.y, top.x + trunk, foot}, [&](float px, float py) {
        return Layer{bark, coverage(rectangle(px - top.x, py - (top.y + foot) / 2, trunk, (foot - top.y) / 2),
                                    canvas.pixel())};
    });
    const float reach = 1.35f * radius;
    canvas.paint({top.x - reach, top.y - reach, top.x + reach, top.y + reach}, [&](float px, float py) {
        const float u = (px - top.x) / radius, v = (py - top.y) / radius;
        const float ragged = fractal_noise(u * 2.2f + 20, v * 2.2f + 20, seed, 3);
        const float edge = disc(u, v * 0.9f, 0.7f + 0.75f * (ragged - 0.5f) + 0.2f);
        const float tone =
            0.55f + 0.5f * fractal_noise(u * 4, v * 4, seed + 5, 2) - 0.3f * v + 0.2f * u * light_.side;
        return Layer{in_haze(leaf * daylight(0) * tone, z), coverage(edge * radius, 1.5f * canvas.pixel())};
    });
}

void Street::paint_car(Canvas& canvas, float x, float z, Random& random) const {
    const float scale = focal_ / z;
    const Board board({screen_x(x, z), screen_y(0.75f, z)}, 0.9f * scale, {});
    const Colour paint = rgb(paints[random.below(std::size(paints))]);
    const Colour lamp = light_.lamps ? rgb(0xFF2010) * 1.6f : rgb(0xB81810);
    board.paint(canvas, {-1.1f, -0.9f, 1.1f, 0.95f}, [&](const Board::Spot& s) {
        Layer layer;
        const auto lay = [&](const Colour& colour, float distance) {
            layer.lay(in_haze(colour * daylight(0), z), coverage(distance, s.pixel));
        };
        const float u = std::fabs(s.u);
        lay(rgb(0x101012), rectangle(s.u, s.v - 0.8f, 0.98f, 0.06f, 0.05f));         // shadow
        lay(rgb(0x16161A), rectangle(u - 0.68f, s.v - 0.62f, 0.15f, 0.22f, 0.08f));  // wheels
        const float cabin = std::max(std::fabs(s.v + 0.42f) - 0.4f, u * 0.95f - 0.3f * s.v - 0.84f);
        lay(paint * 0.8f, cabin);
        lay(mix(rgb(0x20262C), light_.horizon, 0.25f), cabin + 0.1f);
        lay(paint * (1 - 0.25f * s.v), rectangle(s.u, s.v - 0.28f, 0.96f, 0.36f, 0.14f));
        lay(rgb(0x2A2C30), rectangle(s.u, s.v - 0.54f, 0.94f, 0.1f, 0.06f));
        lay(rgb(0xE8E4D0), rectangle(s.u, s.v - 0.3f, 0.26f, 0.07f));
        layer.lay(in_haze(lamp * (light_.lamps ? Colour{1, 1, 1} : daylight(0)), z),
                  coverage(rectangle(u - 0.8f, s.v - 0.12f, 0.12f, 0.1f, 0.04f), s.pixel));
        return layer;
    });
}

void Street::paint_lamp(Canvas& canvas, float x, float z, float arm) const {
    const float thick = 0.07f * focal_ / z;
    const Vec2 foot{screen_x(x, z), screen_y(0, z)}, top{screen_x(x, z), screen_y(6.5f, z)};
    const Vec2 tip{screen_x(x + arm, z), screen_y(6.9f, z)};
    const Colour metal = in_haze(rgb(0x50565A) * daylight(0), z);
    const Colour bulb = light_.lamps ? rgb(0xFFE8B0) * 2.5f : in_haze(rgb(0xC8CCCC) * daylight(0), z);
    const Box box{std::min(foot.x, tip.x) - 4 * thick, tip.y - 4 * thick, std::max(foot.x, tip.x) + 4 * thick,
                  foot.y};
    canvas.paint(box, [&](float px, float py) {
        Layer layer;
        layer.lay(metal, coverage(std::min(segment(px, py, foot, top), segment(px, py, top, tip)) - thick,
                                  canvas.pixel()));
        layer.lay(bulb, coverage(disc((px - tip.x) * 0.5f, py - tip.y, 1.6f * thick), canvas.pixel()));
        return layer;
    });
}

void Street::furnish(Canvas& canvas, Random& random) const {
    const float pavement_left = (wall_left_ + 2 * road_left_) / 3,
                pavement_right = (wall_right_ + 2 * road_right_) / 3;
    const float nearest_end = built_end_ ? end_ - 1 : 200.0f;
    for (float z = 70; z > 5; z *= random.uniform(0.62f, 0.85f)) {
        const std::uint32_t what = random.below(10);
        const bool left = random.below(2) == 0;
        const float beyond = random.uniform(1, 8);
        if (z > nearest_end) continue;
        if (what < 3) {
            const bool open = !(left ? built_left_ : built_right_);
            const float x = left ? pavement_left - (open ? beyond : 0) : pavement_right + (open ? beyond : 0);
            paint_tree(canvas, x, z, random);
        } else if (what < 6) {
            paint_car(canvas, left ? road_left_ + 1.3f : road_right_ - 1.3f, z, random);
        } else if (what < 8) {
            paint_lamp(canvas, left ? pavement_left : pavement_right, z, left ? 1.4f : -1.4f);
        }
    }
}

}  // namespace nanonas::sample
