// SPDX-License-Identifier: MIT
#include "sample/sign.h"

#include <iterator>

#include "sample/shapes.h"

namespace nanonas::sample {
namespace {

constexpr std::string_view speeds[] = {"20", "30", "40", "50", "60", "70", "80", "90", "100", "120"};
constexpr float octagon_inner = 0.93f, square_half = 0.84f, triangle_inner = 0.58f, triangle_down = -0.22f;

}  // namespace

SignFace::SignFace(Sign sign, Random& random) : sign_(sign) {
    const float age = mostly_small(random);
    const Colour dust = mix(rgb(0xA89F90), rgb(0xD8D4CC), random.uniform());
    const auto ink = [&](std::uint32_t one, std::uint32_t other) {
        return mix(mix(rgb(one), rgb(other), random.uniform()), dust, 0.55f * age);
    };
    red_ = ink(0xC8101E, 0xA81420);
    blue_ = ink(0x0A4FA0, 0x1560C0);
    white_ = ink(0xF6F6F2, 0xDCDCD6);
    black_ = ink(0x101012, 0x26262A);
    border_ = random.uniform(0.17f, 0.27f);
    number_ = speeds[random.below(std::size(speeds))];
}

float SignFace::outline(float u, float v) const {
    switch (sign_) {
        case Sign::crossing:
            return rectangle(u, v, square_half, square_half, 0.1f);
        case Sign::stop:
            return octagon(u, v, octagon_inner);
        case Sign::yield:
            return triangle(u, v - triangle_down, triangle_inner);
        default:
            return disc(u, v, 0.96f);
    }
}

Layer SignFace::paint(const Board::Spot& spot) const {
    const float u = spot.u, v = spot.v, pixel = spot.pixel;
    const float edge = outline(u, v);
    Layer face{white_, coverage(edge, pixel)};
    if (face.cover <= 0) return face;
    const auto ink = [&](const Colour& colour, float distance) {
        face.colour = mix(face.colour, colour, coverage(distance, pixel));
    };
    switch (sign_) {
        case Sign::crossing:
            ink(blue_, edge + 0.05f);
            ink(white_, triangle(u, -(v - 0.14f), 0.4f));
            ink(black_, 0.36f * walker(u / 0.36f, (v - 0.1f) / 0.36f));
            break;
        case Sign::no_entry:
            ink(red_, edge + 0.05f);
            ink(white_, rectangle(u, v, 0.66f, 0.17f));
            break;
        case Sign::speed_limit: {
            ink(red_, std::max(edge + 0.03f, -(edge + 0.03f + border_)));
            const float height = number_.size() > 2 ? 0.62f : 0.82f;
            ink(black_, height * (text_distance(u / height, v / height, number_) - 0.11f));
            break;
        }
        case Sign::stop:
            ink(red_, edge + 0.08f);
            ink(white_, 0.5f * (text_distance(u / 0.5f, v / 0.5f, "STOP") - 0.11f));
            break;
        case Sign::yield:
            ink(red_, std::max(edge + 0.03f, -(edge + 0.03f + border_)));
            break;
    }
    return face;
}

}  // namespace nanonas::sample
