// SPDX-License-Identifier: MIT
#include "sample/shapes.h"

namespace nanonas::sample {
namespace {

constexpr float letter_width = 0.62f, letter_pitch = 0.82f;

// Pen positions on a grid 4 wide and 6 high: "0040" is a line along the top; a blank lifts the pen.
std::string_view strokes(char letter) {
    switch (letter) {
        case '1':
            return "112026";
        case '2':
            return "01103041420646";
        case '3':
            return "01103041423323 334445361605";
        case '4':
            return "36300444";
        case '5':
            return "400003334445361605";
        case '6':
            return "4130100105163645443303";
        case '7':
            return "004016";
        case '8':
            return "103041423313020110 1304051636454433";
        case '9':
            return "0516364541301001021343";
        case 'A':
            return "0602204246 0444";
        case 'B':
            return "06003041423303 3344453606";
        case 'C':
            return "4130100105163645";
        case 'E':
            return "40000646 0333";
        case 'H':
            return "0006 4046 0343";
        case 'I':
            return "2026";
        case 'K':
            return "0006 400346";
        case 'L':
            return "000646";
        case 'M':
            return "0600234046";
        case '0':
        case 'O':
            return "103041453616050110";
        case 'P':
            return "06003041423303";
        case 'R':
            return "06003041423303 2346";
        case 'S':
            return "413010010213334445361605";
        case 'T':
            return "0040 2026";
        case 'X':
            return "0046 4006";
        case 'Z':
            return "00400646";
        default:
            return {};
    }
}

float letter_distance(float u, float v, char letter) {
    const std::string_view pen = strokes(letter);
    float nearest = 4;  // squared
    bool down = false;
    Vec2 from;
    for (std::size_t i = 0; i < pen.size(); i += 2) {
        if (pen[i] == ' ') {
            down = false;
            ++i;
        }
        const Vec2 to{(static_cast<float>(pen[i] - '0') / 4 - 0.5f) * letter_width,
                      static_cast<float>(pen[i + 1] - '0') / 6 - 0.5f};
        if (down) nearest = std::min(nearest, segment_squared(u, v, from, to));
        from = to;
        down = true;
    }
    return std::sqrt(nearest);
}

}  // namespace

float text_distance(float u, float v, std::string_view text) {
    const float n = static_cast<float>(text.size());
    const float position = u / letter_pitch + n / 2;
    if (std::fabs(v) > 1 || position < -0.5f || position > n + 0.5f) return 2;
    const float letter = std::min(std::max(static_cast<float>(floor_to_int(position)), 0.0f), n - 1);
    return letter_distance((position - letter - 0.5f) * letter_pitch, v,
                           text[static_cast<std::size_t>(letter)]);
}

float walker(float u, float v) {
    const float head = disc(u - 0.08f, v + 0.8f, 0.17f);
    const float torso = segment(u, v, {0.04f, -0.45f}, {-0.02f, 0.12f}) - 0.17f;
    const float front_leg =
        std::min(segment(u, v, {0.02f, 0.15f}, {0.2f, 0.5f}), segment(u, v, {0.2f, 0.5f}, {0.34f, 0.94f}));
    const float back_leg = std::min(segment(u, v, {-0.04f, 0.15f}, {-0.14f, 0.52f}),
                                    segment(u, v, {-0.14f, 0.52f}, {-0.46f, 0.9f}));
    const float arms = std::min(segment(u, v, {0.1f, -0.42f}, {0.42f, 0.0f}),
                                segment(u, v, {0.0f, -0.42f}, {-0.34f, 0.02f}));
    return std::min(std::min(head, torso), std::min(std::min(front_leg, back_leg) - 0.1f, arms - 0.075f));
}

}  // namespace nanonas::sample
