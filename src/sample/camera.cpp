// SPDX-License-Identifier: MIT
#include "sample/camera.h"

namespace nanonas::sample {

Camera::Camera(Random& random) {
    focus_ = 0.02f * mostly_small(random);
    exposure_ = random.uniform(0.95f, 1.45f);
    veil_ = 0.2f * mostly_small(random);
    saturation_ = random.uniform(0.75f, 1.1f);
    vignette_ = random.uniform(0, 0.5f);
    noise_ = 0.05f * mostly_small(random);
    const float warm = random.uniform(-0.12f, 0.12f), green = random.uniform(-0.06f, 0.06f);
    cast_ = {1 + warm, 1 + green, 1 - warm};
    const float red = random.uniform(0.5f, 0.7f), blue = random.uniform(0.5f, 0.7f);
    veil_colour_ = {red, 0.6f, blue};
    switch (random.below(32)) {  // one picture in eight went wrong
        case 0:
            focus_ = random.uniform(0.03f, 0.06f);
            break;
        case 1:
            veil_ = random.uniform(0.45f, 0.75f);
            break;
        case 2:
            saturation_ = random.uniform(0, 0.25f);
            break;
        case 3:
            exposure_ = random.uniform(0.08f, 0.25f);
            noise_ = random.uniform(0.05f, 0.12f);
            break;
        default:
            break;
    }
}

std::vector<std::uint8_t> Camera::expose(Canvas& canvas, Random& random) const {
    canvas.blur(focus_);
    const int side = canvas.side();
    std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
    auto out = pixels.begin();
    for (int row = 0; row < side; ++row) {
        const float y = (static_cast<float>(row) + 0.5f) * canvas.pixel() - 0.5f;
        for (int column = 0; column < side; ++column) {
            const float x = (static_cast<float>(column) + 0.5f) * canvas.pixel() - 0.5f;
            Colour c = canvas.at(row, column) * cast_ * (exposure_ * (1 - vignette_ * (x * x + y * y)));
            const float grey = luminance(c);
            c = mix(mix({grey, grey, grey}, c, saturation_), veil_colour_, veil_);
            std::uint64_t bytes = random.bits();
            for (const float value : {c.r, c.g, c.b}) {
                const int grains = static_cast<int>(bytes & 255) + static_cast<int>(bytes >> 8 & 255) - 255;
                bytes >>= 16;
                const float shown =
                    std::sqrt(std::max(value, 0.0f)) + noise_ * static_cast<float>(grains) * (1.0f / 255);
                *out++ = static_cast<std::uint8_t>(clamp01(shown) * 255 + 0.5f);
            }
        }
    }
    return pixels;
}

}  // namespace nanonas::sample
