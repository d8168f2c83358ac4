// SPDX-License-Identifier: MIT
// The street behind the signs: a canyon or an open road seen by ray casting, and what stands along it.
// Lengths are in metres; x to the right of the camera, y up from the ground, z away from the camera.
#pragma once

#include <array>

#include "base/random.h"
#include "sample/canvas.h"

namespace nanonas::sample {

// The time of day and the weather.
struct Light {
    Colour zenith, horizon;  // of the sky
    Colour cloud;
    Colour sun, shade;   // what falls on sunlit and on shaded surfaces
    float clouds = 0;    // how much of the sky they cover
    float haze = 200;    // metres at which half of a surface's colour is lost
    bool lamps = false;  // windows, lamps and tail lights are lit
    float side = 0;      // where the sun stands: -1 left, +1 right

    explicit Light(Random& random);
};

// The front of a house.
struct Facade {
    float height = 12, storey = 3, bay = 2.4f;
    float window_width = 0.5f, window_height = 0.55f;  // parts of a bay and a storey
    Colour wall, trim, shop;
    bool built = true;  // false: a gap in the row
    bool has_shop = true, bricks = false;
    std::uint32_t seed = 0;

    void design(Random& random);
    // Its colour in white light, at `along` metres from its corner and `up` metres above the ground, where a
    // pixel measures wide by tall metres.
    Colour colour(float along, float up, float wide, float tall, const Light& light) const;
};

class Street {
  public:
    Street(const Light& light, float horizon, Random& random);

    void paint(Canvas& canvas) const;                    // sky, houses, ground
    void furnish(Canvas& canvas, Random& random) const;  // trees, cars, lamps, from far to near
    const Light& light() const { return light_; }
    Colour daylight(float side) const;  // falling on a surface that faces the camera, turned to side (-1..1)

  private:
    static constexpr int houses = 8;
    static constexpr float house_length = 14;

    Colour look(float x, float y, float pixel) const;
    Colour sky(float dx, float dy) const;
    Colour ground(float x, float z, float pixel) const;
    Colour in_haze(const Colour& colour, float z) const;
    float screen_x(float x, float z) const { return vanishing_ + focal_ * x / z; }
    float screen_y(float y, float z) const { return horizon_ + focal_ * (eye_height_ - y) / z; }

    void paint_tree(Canvas& canvas, float x, float z, Random& random) const;
    void paint_car(Canvas& canvas, float x, float z, Random& random) const;
    void paint_lamp(Canvas& canvas, float x, float z, float arm) const;

    Light light_;
    float horizon_, vanishing_, focal_;
    float eye_height_ = 1.6f;
    float road_left_, road_right_, wall_left_, wall_right_, end_;
    bool built_left_, built_right_, built_end_;
    float trees_;  // height of the far line of trees, as a slope
    Colour grass_, asphalt_, pavement_;
    std::uint32_t seed_;
    std::array<Facade, houses> left_, right_, end_row_;
};

}  // namespace nanonas::sample
