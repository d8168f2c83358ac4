// SPDX-License-Identifier: MIT
// What the sample set is painted with: colours in linear light, a canvas, boards turned in space, noise.
// Only + - * / and sqrt, each exact in IEEE arithmetic, so that every machine paints the same pixels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/random.h"

namespace nanonas::sample {

struct Vec2 {
    float x = 0, y = 0;

    Vec2 operator*(float f) const { return {x * f, y * f}; }
};

struct Colour {  // linear light; 1 is a white surface in full light
    float r = 0, g = 0, b = 0;

    Colour operator+(const Colour& o) const { return {r + o.r, g + o.g, b + o.b}; }
    Colour operator*(const Colour& o) const { return {r * o.r, g * o.g, b * o.b}; }
    Colour operator*(float f) const { return {r * f, g * f, b * f}; }
};

// The colour that a screen shows for 0xRRGGBB, with a gamma of 2.
constexpr Colour rgb(std::uint32_t hex) {
    const float r = static_cast<float>(hex >> 16 & 255) / 255, g = static_cast<float>(hex >> 8 & 255) / 255,
                b = static_cast<float>(hex & 255) / 255;
    return {r * r, g * g, b * b};
}

inline float clamp01(float t) {
    return std::min(std::max(t, 0.0f), 1.0f);
}

inline float mix(float a, float b, float t) {
    return a + (b - a) * t;
}

inline Colour mix(const Colour& a, const Colour& b, float t) {
    return {mix(a.r, b.r, t), mix(a.g, b.g, t), mix(a.b, b.b, t)};
}

// std::floor for numbers that an int can hold; without SSE4.1 the compiler calls a function for that.
inline int floor_to_int(float x) {
    const int truncated = static_cast<int>(x);
    return truncated - (static_cast<float>(truncated) > x ? 1 : 0);
}

// The part of x behind the point, in [0, 1).
inline float fraction(float x) {
    return x - static_cast<float>(floor_to_int(x));
}

inline float smoothstep(float low, float high, float x) {
    const float t = clamp01((x - low) / (high - low));
    return t * t * (3 - 2 * t);
}

inline float luminance(const Colour& c) {
    return 0.299f * c.r + 0.587f * c.g + 0.114f * c.b;
}

// How much of a pixel of width `pixel` lies inside a shape whose border is `distance` away (negative:
// inside).
inline float coverage(float distance, float pixel) {
    return clamp01(0.5f - distance / pixel);
}

// How much of a pixel of width `pixel` around x lies in [low, high].
inline float band(float x, float low, float high, float pixel) {
    return std::max(0.0f, std::min(x + 0.5f * pixel, high) - std::max(x - 0.5f * pixel, low)) / pixel;
}

// Smooth noise in [0, 1): random values on the integer lattice, interpolated.
float noise(float x, float y, std::uint32_t seed);
// `octaves` layers of noise, each twice as fine and half as strong; in [0, 1), 0.5 on average.
float fractal_noise(float x, float y, std::uint32_t seed, int octaves);
// A random value in [0, 1) for a lattice point.
float lattice_value(int x, int y, std::uint32_t seed);

// A random number in [0, 1) that is more often small: the product of two uniform ones.
inline float mostly_small(Random& random) {
    const float first = random.uniform();
    return first * random.uniform();
}

// A colour and how much of the pixel it covers.
struct Layer {
    Colour colour;
    float cover = 0;

    void lay(const Colour& over, float part) {
        const float total = part + cover * (1 - part);
        if (total > 0) colour = mix(colour, over, part / total);
        cover = total;
    }
};

struct Box {
    float left = 0, top = 0, right = 1, bottom = 1;
};

// A square picture. Positions are in units of its side: (0, 0) is the upper left corner, y goes down.
class Canvas {
  public:
    explicit Canvas(int side)
        : side_(side), pixels_(static_cast<std::size_t>(side) * static_cast<std::size_t>(side)) {}

    int side() const { return side_; }
    float pixel() const { return 1 / static_cast<float>(side_); }
    Colour& at(int row, int column) {
        return pixels_[static_cast<std::size_t>(row) * static_cast<std::size_t>(side_) +
                       static_cast<std::size_t>(column)];
    }

    // Lays shade(x, y), a Layer, over each pixel of `box`.
    template <typename Shade>
    void paint(const Box& box, Shade&& shade) {
        const float side = static_cast<float>(side_);
        const auto first = [&](float edge) { return static_cast<int>(clamp01(edge) * side); };
        const auto last = [&](float edge) { return static_cast<int>(clamp01(edge + pixel()) * side); };
        const int left = first(box.left), right = last(box.right);
        for (int row = first(box.top); row < last(box.bottom); ++row) {
            const float y = (static_cast<float>(row) + 0.5f) * pixel();
            for (int column = left; column < right; ++column) {
                const Layer layer = shade((static_cast<float>(column) + 0.5f) * pixel(), y);
                if (layer.cover > 0) at(row, column) = mix(at(row, column), layer.colour, layer.cover);
            }
        }
    }

    // A soft focus, `radius` in units of the side.
    void blur(float radius);

  private:
    int side_;
    std::vector<Colour> pixels_;
};

// A flat board in space, seen in perspective (a homography). Its own coordinates are u to the right and v
// down, 0 at its centre and 1 at `radius` of the picture's side when it is not turned.
class Board {
  public:
    // Each is the tangent of half the angle: around the vertical axis, the horizontal axis, the line of
    // sight.
    struct Turn {
        float yaw = 0, pitch = 0, roll = 0;
    };
    struct Spot {
        float u = 0, v = 0;
        float pixel = 0;  // width of a pixel of the picture there
    };

    Board(Vec2 centre, float radius, const Turn& turn);

    Spot spot(float x, float y, float pixel) const;
    Vec2 project(float u, float v) const;
    Box bounds(float left, float top, float right, float bottom) const;  // of that part of the board

    template <typename Shade>  // shade(Spot) gives a Layer
    void paint(Canvas& canvas, const Box& part, Shade&& shade) const {
        canvas.paint(bounds(part.left, part.top, part.right, part.bottom),
                     [&](float x, float y) { return shade(spot(x, y, canvas.pixel())); });
    }

  private:
    Vec2 centre_;
    float board_to_eye_[3][3];
    float eye_to_board_[3][3];
    float area_;  // determinant of eye_to_board_, for the size of a pixel
};

}  // namespace nanonas::sample
