// SPDX-License-Identifier: MIT
// Signed distances to flat shapes (negative inside) and the strokes of a sign painter's alphabet.
#pragma once

#include <string_view>

#include "sample/canvas.h"

namespace nanonas::sample {

inline float disc(float u, float v, float radius) {
    return std::sqrt(u * u + v * v) - radius;
}

inline float ring(float u, float v, float radius, float width) {
    return std::fabs(disc(u, v, radius)) - width / 2;
}

inline float rectangle(float u, float v, float half_width, float half_height, float corner = 0) {
    const float x = std::fabs(u) - half_width + corner, y = std::fabs(v) - half_height + corner;
    const float outside_x = std::max(x, 0.0f), outside_y = std::max(y, 0.0f);
    return std::sqrt(outside_x * outside_x + outside_y * outside_y) + std::min(std::max(x, y), 0.0f) - corner;
}

// A regular octagon with flat top; `inner` is the radius of the circle inside it.
inline float octagon(float u, float v, float inner) {
    const float x = std::fabs(u), y = std::fabs(v);
    return std::max(std::max(x, y), (x + y) * 0.70710678f) - inner;
}

// An equilateral triangle standing on its tip, corners rounded; `inner` is the radius of the circle inside
// it.
inline float triangle(float u, float v, float inner) {
    const float side = std::fabs(u) * 0.8660254f + v * 0.5f;
    const float flat = std::max(side, -v) - inner;
    const float corner = disc(u, v, 1.62f * inner);
    return std::max(flat, corner);
}

// The distance to the line from a to b, squared.
inline float segment_squared(float u, float v, Vec2 a, Vec2 b) {
    const float x = u - a.x, y = v - a.y, dx = b.x - a.x, dy = b.y - a.y;
    const float t = clamp01((x * dx + y * dy) / (dx * dx + dy * dy));
    return (x - t * dx) * (x - t * dx) + (y - t * dy) * (y - t * dy);
}

inline float segment(float u, float v, Vec2 a, Vec2 b) {
    return std::sqrt(segment_squared(u, v, a, b));
}

// The distance to the middle of the strokes of `text` (digits and most capital letters; others are blanks),
// one unit high and centred at (0, 0); a letter takes 0.82 units of width, of which 0.2 are the gap.
float text_distance(float u, float v, std::string_view text);

// A pedestrian in stride, two units high, centred at (0, 0).
float walker(float u, float v);

}  // namespace nanonas::sample
