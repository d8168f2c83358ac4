// SPDX-License-Identifier: MIT
#include <iterator>

#include "sample/street.h"

namespace nanonas::sample {
namespace {

constexpr std::uint32_t plaster[] = {0xD9C7A3, 0xC9B48C, 0xE3DCCB, 0xB9A48C, 0xA9B0A8, 0xC58F6E, 0xD8A878,
                                     0x9A9C9E, 0xE6D7B0, 0xB8C0C6, 0xCDB5B0, 0x8F8478, 0xC2A25C, 0xA86A52};
constexpr std::uint32_t brick[] = {0x9A4B36, 0x8A4030, 0xA85C42, 0x7A4638, 0x6E4A40};
constexpr std::uint32_t shops[] = {0x8C1C20, 0x1C4C8C, 0x24603C, 0x20242A, 0xC08A20, 0x5C3A24, 0xD8D4CC};

}  // namespace

void Facade::design(Random& random) {
    bricks = random.below(4) == 0;
    wall =
        bricks ? rgb(brick[random.below(std::size(brick))]) : rgb(plaster[random.below(std::size(plaster))]);
    wall = wall * random.uniform(0.75f, 1.05f);
    trim = mix(wall, rgb(0xF0ECE4), random.uniform(0.3f, 0.9f));
    shop = rgb(shops[random.below(std::size(shops))]);
    storey = random.uniform(2.8f, 3.5f);
    height = storey * static_cast<float>(2 + random.below(4)) + 0.7f;
    bay = random.uniform(1.8f, 3.2f);
    window_width = random.uniform(0.4f, 0.62f);
    window_height = random.uniform(0.45f, 0.65f);
    has_shop = random.below(5) < 2;
    built = random.below(9) != 0;
    seed = static_cast<std::uint32_t>(random.bits());
}

Colour Facade::colour(float along, float up, float wide, float tall, const Light& light) const {
    const float grain = fractal_noise(along * 0.7f, up * 0.7f, seed, 2);
    Colour result = wall * (0.88f + 0.24f * grain);
    if (bricks && tall < 0.12f) {
        const float course = fraction(up / 0.16f);
        result = mix(result, trim, 0.45f * band(course, 0, 0.18f, std::min(tall / 0.16f, 1.0f)));
    }
    const int bay_number = floor_to_int(along / bay), storey_number = floor_to_int(up / storey);
    const float x = fraction(along / bay), y = fraction(up / storey);
    const float x_pixel = wide / bay, y_pixel = tall / storey;
    const float chance = lattice_value(bay_number, storey_number, seed);
    Colour glass = mix(rgb(0x1C2630), light.horizon, 0.1f + 0.35f * chance * y);
    if (chance > 0.82f) glass = mix(glass, rgb(0xE4DED0), 0.6f);  // curtains
    if (light.lamps) glass = chance > 0.6f ? rgb(0xFFD890) * (2 * chance) : glass * 0.3f;

    if (has_shop && storey_number == 0) {
        const float pane = band(x, 0.06f, 0.94f, x_pixel) * band(up, 0.5f, 2.2f, tall);
        result = mix(result, light.lamps ? rgb(0xFFE2A8) * 1.5f : glass, pane);
        const float board = band(up, 2.3f, 2.85f, tall);
        const bool letter = lattice_value(floor_to_int(along / 0.35f), 7, seed) > 0.45f;
        const float writing = letter ? band(up, 2.42f, 2.72f, tall) * (wide < 0.3f ? 1.0f : 0.4f) : 0.0f;
        return mix(mix(result, shop, board), rgb(0xF2E8D0), writing);
    }
    const float left = 0.5f - window_width / 2, right = 0.5f + window_width / 2;
    const float sill = 0.3f, lintel = sill + window_height;
    const float frame =
        band(x, left - 0.05f, right + 0.05f, x_pixel) * band(y, sill - 0.05f, lintel + 0.04f, y_pixel);
    const float opening = band(x, left, right, x_pixel) * band(y, sill, lintel, y_pixel);
    const float bars =
        std::max(band(x, 0.485f, 0.515f, x_pixel), band(y, lintel - 0.17f, lintel - 0.14f, y_pixel));
    if (up < height - 0.7f) {
        result = mix(result, trim, frame);
        result = mix(result, mix(glass, trim, 0.8f * bars), opening);
    }
    return mix(result, trim, band(up, height - 0.45f, height, tall));
}

}  // namespace nanonas::sample
