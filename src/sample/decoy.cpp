// SPDX-License-Identifier: MIT
#include "sample/decoy.h"

#include <iterator>

#include "sample/shapes.h"

namespace nanonas::sample {
namespace {

constexpr std::uint32_t loud[] = {0xC8141E, 0xB01828, 0xD83020, 0x1050A8, 0x1868C0, 0x0A3C80,
                                  0x107838, 0xE8A810, 0x603080, 0xD86010, 0x202428, 0xE8E4DC};
constexpr std::string_view words[] = {"P",     "H",    "BAR",   "TAXI", "KEBAB",
                                      "PIZZA", "SALE", "HOTEL", "ZOO",  "A1"};

// The distance to the nearest of twelve marks around a clock.
float hour_marks(float u, float v) {
    constexpr float sines[] = {0, 0.5f, 0.8660254f, 1};
    float nearest = 4;
    for (int i = 0; i < 4; ++i) {
        const Vec2 outer{0.8f * sines[i], 0.8f * sines[3 - i]};
        nearest = std::min(nearest, segment_squared(std::fabs(u), std::fabs(v), outer * 0.85f, outer));
    }
    return std::sqrt(nearest);
}

Vec2 any_direction(Random& random) {
    const float t = random.uniform(-1, 1), turn = random.below(2) == 0 ? 1.0f : -1.0f;
    return Vec2{(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)} * turn;
}

float lettering(float u, float v, std::string_view text, float height) {
    return height * (text_distance(u / height, v / height, text) - 0.11f);
}

}  // namespace

// The face as it grows at one spot.
struct DecoyFace::Painting {
    float u, v, pixel;
    Layer layer;

    // Adds a part; the first is the body.
    void lay(const Colour& colour, float distance) { layer.lay(colour, coverage(distance, pixel)); }
    // Colours what is there already.
    void ink(const Colour& colour, float distance) {
        layer.colour = mix(layer.colour, colour, coverage(distance, pixel));
    }
};

DecoyFace::DecoyFace(Random& random) {
    constexpr Decoy odds[] = {
        Decoy::clock,         Decoy::clock,   Decoy::round_advert, Decoy::round_advert,  Decoy::square_advert,
        Decoy::square_advert, Decoy::banner,  Decoy::letter_box,   Decoy::traffic_light, Decoy::cone,
        Decoy::sign_back,     Decoy::parasol, Decoy::pennant,      Decoy::pennant};
    const auto any_colour = [&] { return rgb(loud[random.below(std::size(loud))]); };
    decoy_ = odds[random.below(std::size(odds))];
    ground_ = any_colour();
    ink_ = random.below(3) == 0 ? any_colour() : rgb(0xF0EEE8);
    if (luminance(ground_) > 0.3f) ink_ = rgb(0x202428);
    trim_ = random.below(2) == 0 ? rgb(0xE8E6E0) : any_colour();
    text_ = words[random.below(std::size(words))];
    variant_ = static_cast<int>(random.below(6));
    long_hand_ = any_direction(random) * 0.62f;
    short_hand_ = any_direction(random) * 0.42f;
}

Layer DecoyFace::paint(const Board::Spot& spot) const {
    Painting painting{spot.u, spot.v, spot.pixel, {}};
    switch (decoy_) {
        case Decoy::clock:
            clock(painting);
            break;
        case Decoy::round_advert:
            round_advert(painting);
            break;
        case Decoy::square_advert:
            square_advert(painting);
            break;
        case Decoy::banner:
            banner(painting);
            break;
        case Decoy::letter_box:
            letter_box(painting);
            break;
        case Decoy::traffic_light:
            traffic_light(painting);
            break;
        case Decoy::cone:
            cone(painting);
            break;
        case Decoy::sign_back:
            sign_back(painting);
            break;
        case Decoy::parasol:
            parasol(painting);
            break;
        case Decoy::pennant:
            pennant(painting);
            break;
    }
    return painting.layer;
}

void DecoyFace::clock(Painting& p) const {
    const bool coloured = variant_ < 3;
    p.lay(coloured ? ground_ : rgb(0x303438), disc(p.u, p.v, 0.95f));
    p.ink(rgb(0xECEAE2), disc(p.u, p.v, coloured ? 0.76f : 0.84f));
    p.ink(rgb(0x202020), hour_marks(p.u, p.v) - 0.03f);
    p.ink(rgb(0x181818), segment(p.u, p.v, {}, long_hand_) - 0.05f);
    p.ink(rgb(0x181818), segment(p.u, p.v, {}, short_hand_) - 0.065f);
}

void DecoyFace::round_advert(Painting& p) const {
    p.lay(ground_, disc(p.u, p.v, 0.95f));
    switch (variant_) {
        case 0:
            p.ink(ink_, std::min(rectangle(p.u, p.v, 0.6f, 0.16f), rectangle(p.u, p.v, 0.16f, 0.6f)));
            break;
        case 1:
            p.ink(ink_, ring(p.u, p.v, 0.52f, 0.2f));
            break;
        case 2:
            p.ink(ink_, std::max(disc(p.u, p.v, 0.66f), -disc(p.u - 0.3f, p.v - 0.1f, 0.55f)));
            break;
        case 3:
            p.ink(ink_, rectangle(p.u, p.v, 0.15f, 0.6f));
            break;
        case 4:
            p.ink(rgb(0xF0EEE8), disc(p.u, p.v, 0.7f)), p.ink(ground_, disc(p.u, p.v, 0.36f));
            break;
        default:
            p.ink(ink_, std::max(disc(p.u, p.v, 0.7f), -p.v));
            break;
    }
}

void DecoyFace::square_advert(Painting& p) const {
    const float edge = rectangle(p.u, p.v, 0.82f, 0.86f, 0.06f);
    p.lay(trim_, edge);
    p.ink(ground_, edge + 0.08f);
    switch (variant_) {
        case 3:
            p.ink(ink_, disc(p.u, p.v, 0.5f));
            break;
        case 4:
            p.ink(ink_, segment(p.u, p.v, {-0.5f, 0.5f}, {0.5f, -0.5f}) - 0.16f);
            break;
        case 5:
            p.ink(ink_, rectangle(p.u, p.v + 0.4f, 0.7f, 0.3f));
            break;
        default:
            p.ink(ink_, lettering(p.u, p.v, text_, 1.7f / static_cast<float>(text_.size() + 1)));
            break;
    }
}

void DecoyFace::banner(Painting& p) const {
    p.lay(ground_, rectangle(p.u, p.v, 0.98f, 0.42f, 0.04f));
    p.ink(ink_, lettering(p.u, p.v, text_, std::min(0.5f, 2.0f / static_cast<float>(text_.size()))));
}

void DecoyFace::letter_box(Painting& p) const {
    p.lay(mix(ground_, rgb(0x202020), 0.4f), rectangle(p.u, p.v, 0.64f, 0.92f, 0.2f));
    p.ink(ground_, rectangle(p.u, p.v, 0.58f, 0.86f, 0.16f));
    p.ink(rgb(0x141414), rectangle(p.u, p.v + 0.42f, 0.42f, 0.08f));
    p.ink(ink_, rectangle(p.u, p.v - 0.12f, 0.34f, variant_ < 3 ? 0.22f : 0.1f));
}

void DecoyFace::traffic_light(Painting& p) const {
    constexpr std::uint32_t lamps[] = {0xFF2818, 0xFFB020, 0x30F090};
    p.lay(rgb(0x14181A), rectangle(p.u, p.v, 0.4f, 0.96f, 0.12f));
    for (int i = 0; i < 3; ++i) {
        const Colour lamp = rgb(lamps[i]) * (i == variant_ % 3 ? 1.2f : 0.06f);
        p.ink(lamp, disc(p.u, p.v - 0.6f * static_cast<float>(i - 1), 0.25f));
    }
}

void DecoyFace::cone(Painting& p) const {
    const float body = std::max(std::fabs(p.u) * 0.93f - p.v * 0.36f - 0.32f, std::fabs(p.v) - 0.88f);
    p.lay(rgb(0x902010), rectangle(p.u, p.v - 0.88f, 0.85f, 0.08f, 0.04f));
    p.lay(rgb(0xE04A10), body);
    p.ink(rgb(0xF0F0EC), std::max(body, std::fabs(p.v + 0.25f) - 0.15f));
    p.ink(rgb(0xF0F0EC), std::max(body, std::fabs(p.v - 0.35f) - 0.15f));
}

void DecoyFace::sign_back(Painting& p) const {
    float edge = disc(p.u, p.v, 0.95f);
    if (variant_ == 1) edge = octagon(p.u, p.v, 0.93f);
    if (variant_ == 2) edge = triangle(p.u, p.v + 0.22f, 0.58f);
    if (variant_ == 3) edge = rectangle(p.u, p.v, 0.84f, 0.84f, 0.1f);
    p.lay(rgb(0x8A8E90), edge);
    p.ink(rgb(0x6C7072), std::max(edge, std::fabs(p.v + 0.35f) - 0.06f));
    p.ink(rgb(0x6C7072), std::max(edge, std::fabs(p.v - 0.25f) - 0.06f));
}

void DecoyFace::parasol(Painting& p) const {
    const float dome = std::max(disc(p.u, p.v - 0.55f, 0.98f), p.v - 0.25f);
    p.lay(ground_, dome);
    for (const float stripe : {-0.6f, 0.0f, 0.6f}) {
        const float spread = p.v + 0.5f;  // the stripes meet at the tip
        p.ink(ink_, std::max(dome, std::fabs(p.u - stripe * spread) - 0.2f * spread));
    }
}

void DecoyFace::pennant(Painting& p) const {
    const float edge = triangle(p.u, p.v + 0.22f, 0.56f);
    p.lay(ground_, edge);
    if (variant_ < 3) p.ink(ink_, std::max(edge, std::fabs(p.v + 0.3f) - 0.12f));
    if (variant_ > 3) p.ink(ink_, disc(p.u, p.v + 0.25f, 0.26f));
}

}  // namespace nanonas::sample
