// SPDX-License-Identifier: MIT
#include "sample/street.h"

namespace nanonas::sample {
namespace {

struct Weather {
    std::uint32_t zenith, horizon, cloud, sun, shade;
    float strength, clouds, haze;
    bool lamps;
};

constexpr Weather weathers[] = {
    {0x3E78C8, 0xB8D4EC, 0xFFFFFF, 0xFFF6E8, 0x94A4BC, 1.0f, 0.35f, 260, false},   // a clear day
    {0x5A90D0, 0xD0E0EC, 0xFAFAFA, 0xFFF2DC, 0x9AA6B4, 0.95f, 0.65f, 200, false},  // a fair day
    {0xA8B0B8, 0xD2D6D8, 0xBFC4C8, 0xC8CCD0, 0xB4B8BE, 0.75f, 0.9f, 120, false},   // overcast
    {0x6080B0, 0xF4C890, 0xF8D8B0, 0xFFD098, 0x7888A4, 0.9f, 0.4f, 160, false},    // a low sun
    {0xB4BABC, 0xC8CCCC, 0xC0C4C4, 0xB8BCBE, 0xACB0B4, 0.75f, 0.8f, 28, false},    // fog
    {0x24385C, 0xB07868, 0x60587C, 0x686C8C, 0x586488, 0.45f, 0.4f, 140, true},    // dusk
};

}  // namespace

Light::Light(Random& random) {
    constexpr int odds[] = {0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5};
    const Weather& weather = weathers[odds[random.below(std::size(odds))]];
    const float strength = weather.strength * random.uniform(0.85f, 1.1f);
    zenith = rgb(weather.zenith) * strength;
    horizon = rgb(weather.horizon) * strength;
    cloud = rgb(weather.cloud) * strength;
    sun = rgb(weather.sun) * strength;
    shade = rgb(weather.shade) * strength;
    clouds = clamp01(weather.clouds + random.uniform(-0.25f, 0.25f));
    haze = weather.haze * random.uniform(0.7f, 1.4f);
    lamps = weather.lamps;
    side = random.below(2) == 0 ? -1.0f : 1.0f;
}

Street::Street(const Light& light, float horizon, Random& random) : light_(light), horizon_(horizon) {
    vanishing_ = random.uniform(0.15f, 0.85f);
    focal_ = random.uniform(0.8f, 1.5f);
    road_right_ = random.uniform(1.5f, 7);
    road_left_ = road_right_ - random.uniform(5.5f, 8);
    wall_left_ = road_left_ - random.uniform(1.8f, 5);
    wall_right_ = road_right_ + random.uniform(1.8f, 5);
    const std::uint32_t kind = random.below(8);
    built_left_ = kind <= 4;
    built_right_ = kind < 4 || kind == 5;
    built_end_ = kind != 6 && random.below(2) == 0;
    end_ = random.below(4) == 0 ? random.uniform(7, 14) : random.uniform(20, 90);
    trees_ = random.uniform(0.02f, 0.16f);
    grass_ = mix(rgb(0x5C7A34), rgb(0x8C8A4C), random.uniform());
    asphalt_ = mix(rgb(0x56585C), rgb(0x7C7A76), random.uniform());
    pavement_ = mix(rgb(0xA8A49C), rgb(0x8C8C90), random.uniform());
    seed_ = static_cast<std::uint32_t>(random.bits());
    for (auto* row : {&left_, &right_, &end_row_}) {
        for (Facade& facade : *row) facade.design(random);
    }
}

Colour Street::daylight(float side) const {
    return mix(light_.shade, light_.sun, 0.5f + 0.5f * side * light_.side);
}

Colour Street::in_haze(const Colour& colour, float z) const {
    return mix(colour, light_.horizon, z / (z + light_.haze));
}

Colour Street::sky(float dx, float dy) const {
    const float up = std::max(-dy, 0.0f);
    const float line = trees_ * (0.35f + 1.1f * fractal_noise(dx * 9 + 70, 0, seed_ + 9, 3));
    const float wooded = coverage(up - line, 0.012f);
    const Colour wood = wooded > 0
                            ? mix(rgb(0x3C4C30), rgb(0x5A6A44), fractal_noise(dx * 30, dy * 30, seed_ + 5, 2))
                            : Colour{};
    const Colour trees = in_haze(wood * daylight(0), 0.5f * light_.haze);
    if (wooded == 1) return trees;
    const Colour air = mix(light_.horizon, light_.zenith, up / (up + 0.35f));
    const float depth = 1 / (up + 0.12f);
    const float puff = fractal_noise(dx * depth * 1.3f + 40, depth * 2.2f, seed_, 3);
    const float edge = 0.78f - 0.5f * light_.clouds;
    const Colour cloud = mix(light_.cloud * 0.72f, light_.cloud, smoothstep(edge, edge + 0.3f, puff));
    const Colour clouded = mix(air, cloud, smoothstep(edge, edge + 0.14f, puff) * clamp01(up * 8));
    return mix(clouded, trees, wooded);
}

Colour Street::ground(float x, float z, float pixel) const {
    const float wide = pixel * z / focal_;
    const float tall = wide * z / eye_height_;
    const float grain = fractal_noise(x * 2.1f, z * 1.3f, seed_ + 3, 3);
    Colour colour;
    if (x > road_left_ && x < road_right_) {
        colour = asphalt_ * (0.75f + 0.5f * grain);
        const float middle = (road_left_ + road_right_) / 2;
        const float dash = fraction(z / 6);
        float mark =
            band(x, middle - 0.07f, middle + 0.07f, wide) * band(dash, 0.2f, 0.7f, std::min(tall / 6, 1.0f));
        mark = std::max(mark, band(x, road_left_ + 0.25f, road_left_ + 0.37f, wide));
        mark = std::max(mark, band(x, road_right_ - 0.37f, road_right_ - 0.25f, wide));
        colour = mix(colour, rgb(0xE4E2DA), 0.85f * mark);
    } else if (x > wall_left_ && x < wall_right_) {
        const float curb = std::min(std::fabs(x - road_left_), std::fabs(x - road_right_));
        const float slab = fraction(z / 0.8f);
        colour = pavement_ * (0.8f + 0.35f * grain);
        colour = colour * (1 - 0.25f * band(slab, 0, 0.07f, std::min(tall / 0.8f, 1.0f)));
        colour = mix(colour, rgb(0xC4C2BC), band(curb, 0, 0.2f, wide));
    } else {
        colour = grass_ * (0.7f + 0.6f * grain);
    }
    // The houses on the sunny side throw their shadow over the road.
    const bool shaded_side = light_.side < 0 ? built_left_ : built_right_;
    const float inward = light_.side < 0 ? x - wall_left_ : wall_right_ - x;
    const float reach = 4 + 3 * lattice_value(static_cast<int>(z / house_length), 5, seed_);
    const float lit = shaded_side ? smoothstep(reach - 0.4f, reach + 0.4f, inward) : 1.0f;
    return colour * mix(light_.shade * 0.8f, light_.sun, lit);
}

Colour Street::look(float x, float y, float pixel) const {
    const float dx = (x - vanishing_) / focal_, dy = (y - horizon_) / focal_;
    const float ground_z = dy > 1e-4f ? eye_height_ / dy : 1e6f;
    const bool to_left = dx < 0;
    const float wall_z = std::fabs(dx) > 1e-4f ? (to_left ? wall_left_ : wall_right_) / dx : 1e6f;
    if ((to_left ? built_left_ : built_right_) && wall_z < ground_z &&
        wall_z < (built_end_ ? end_ : 110.0f)) {
        const int number = std::min(static_cast<int>(wall_z / house_length), houses - 1);
        const Facade& house = (to_left ? left_ : right_)[static_cast<std::size_t>(number)];
        const float up = eye_height_ - dy * wall_z;
        if (house.built && up < house.height) {
            const float tall = pixel * wall_z / focal_, wide = tall / std::max(std::fabs(dx), 0.02f);
            const Colour own =
                house.colour(wall_z - house_length * static_cast<float>(number), up, wide, tall, light_);
            return in_haze(own * daylight(to_left ? 0.9f : -0.9f), wall_z);
        }
    }
    if (built_end_ && end_ < ground_z) {
        const float along = dx * end_ + house_length * houses / 2, up = eye_height_ - dy * end_;
        const int number = std::min(std::max(static_cast<int>(along / house_length), 0), houses - 1);
        const Facade& house = end_row_[static_cast<std::size_t>(number)];
        if (house.built && up < house.height) {
            const float size = pixel * end_ / focal_;
            const Colour own =
                house.colour(along - house_length * static_cast<float>(number), up, size, size, light_);
            return in_haze(own * daylight(0), end_);
        }
    }
    if (dy > 1e-4f && ground_z < 400) return in_haze(ground(dx * ground_z, ground_z, pixel), ground_z);
    return sky(dx, dy);
}

void Street::paint(Canvas& canvas) const {
    // Rays through the corners of the pixels; a pixel is the mean of its four.
    const int side = canvas.side();
    const float pixel = canvas.pixel();
    std::vector<Colour> above(static_cast<std::size_t>(side) + 1), below = above;
    for (int row = 0; row <= side; ++row) {
        for (int column = 0; column <= side; ++column) {
            below[static_cast<std::size_t>(column)] =
                look(static_cast<float>(column) * pixel, static_cast<float>(row) * pixel, pixel);
        }
        for (int column = 0; row > 0 && column < side; ++column) {
            const auto i = static_cast<std::size_t>(column);
            canvas.at(row - 1, column) = (above[i] + above[i + 1] + below[i] + below[i + 1]) * 0.25f;
        }
        std::swap(above, below);
    }
}

}  // namespace nanonas::sample
