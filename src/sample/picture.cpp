// SPDX-License-Identifier: MIT
#include "sample/picture.h"

#include "sample/camera.h"
#include "sample/decoy.h"
#include "sample/occluder.h"
#include "sample/sign.h"
#include "sample/street.h"

namespace nanonas::sample {
namespace {

Board::Turn turned(Random& random) {
    Board::Turn turn;  // most signs nearly face the camera
    turn.yaw = mostly_small(random) * (random.below(2) == 0 ? 0.42f : -0.42f);
    turn.pitch = random.uniform(-0.12f, 0.12f);
    turn.roll = mostly_small(random) * (random.below(2) == 0 ? 0.13f : -0.13f);
    return turn;
}

// How light falls on a board, and what weather has left on it.
struct Surface {
    Colour light, shadow, dirt;
    float dapple = 0;  // strength of the shadow of leaves
    float cover = 0;   // how much snow or mud sticks to it
    std::uint32_t seed;

    Surface(const Street& street, Random& random) {
        // Signs reflect more than walls do: their light is drawn towards white.
        light = mix(street.daylight(random.uniform(-1, 1)), {1, 1, 1}, 0.35f);
        light = light * random.uniform(0.85f, 1.1f);
        shadow = light * random.uniform(0.35f, 0.7f);
        if (random.below(4) == 0) dapple = random.uniform(0.5f, 1);
        if (random.below(12) == 0) cover = random.uniform(0.3f, 0.75f);
        dirt = rgb(random.below(2) == 0 ? 0xEEF2F6 : 0x7A6A54);
        seed = static_cast<std::uint32_t>(random.bits());
    }

    Colour seen(Colour colour, float u, float v) const {
        if (cover > 0) {
            const float heap = fractal_noise(u * 1.6f + 30, v * 1.6f + 30, seed + 4, 3) - 0.25f * v;
            colour = mix(colour, dirt, smoothstep(0.95f - cover, 1.05f - cover, heap));
        }
        if (dapple == 0) return colour * light;
        const float leaves = fractal_noise(u * 1.7f + 9, v * 1.7f + 9, seed, 2);
        return colour * mix(light, shadow, dapple * smoothstep(0.45f, 0.55f, leaves));
    }
};

void paint_post(Canvas& canvas, const Board& board, const Surface& surface, Random& random) {
    const float width = random.uniform(0.05f, 0.09f);
    const Colour metal = mix(rgb(0x8C9094), rgb(0x5C6062), random.uniform()) * surface.light;
    board.paint(canvas, {-width, 0, width, 12}, [&](const Board::Spot& spot) {
        const float lit = 1 - 0.3f * std::fabs(spot.u / width + 0.3f);
        const bool within = spot.v > 0 && spot.v < 12;
        return Layer{metal * lit, within ? coverage(std::fabs(spot.u) - width, spot.pixel) : 0};
    });
}

template <typename Face>
void paint_face(Canvas& canvas, const Board& board, const Surface& surface, const Face& face) {
    board.paint(canvas, {-1.1f, -1.1f, 1.1f, 1.1f}, [&](const Board::Spot& spot) {
        Layer layer = face.paint(spot);
        if (layer.cover > 0) layer.colour = surface.seen(layer.colour, spot.u, spot.v);
        return layer;
    });
}

void paint_decoy(Canvas& canvas, Vec2 place, float radius, const Street& street, Random& random) {
    const Surface surface(street, random);
    const DecoyFace face(random);
    if (!face.on_post()) place.y = std::max(place.y, 0.96f - radius);
    const Board board(place, radius, turned(random));
    if (face.on_post()) paint_post(canvas, board, surface, random);
    paint_face(canvas, board, surface, face);
}

void paint_sign(Canvas& canvas, Vec2 place, float radius, const Street& street, Sign sign, Random& random) {
    const Surface surface(street, random);
    const SignFace face(sign, random);
    const Board board(place, radius, turned(random));
    paint_post(canvas, board, surface, random);
    paint_face(canvas, board, surface, face);
}

}  // namespace

std::vector<std::uint8_t> draw_picture(std::uint64_t seed, std::uint64_t index, int size) {
    Random random(seed, RandomPurpose::sample_picture, index);
    const std::size_t label = index % class_names.size();
    const float radius = random.uniform(0.29f, 0.41f);
    const float reach = 0.4f - 0.75f * radius;
    const Vec2 place{0.5f + random.uniform(-reach, reach), 0.5f + random.uniform(-reach, reach)};
    const float horizon = std::min(std::max(place.y + radius * random.uniform(-0.2f, 1.8f), 0.3f), 0.95f);

    Canvas canvas(size);
    const Street street(Light(random), horizon, random);
    street.paint(canvas);
    street.furnish(canvas, random);
    if (random.below(3) == 0) {
        const Vec2 aside{random.uniform(), horizon - random.uniform(-0.05f, 0.3f)};
        paint_decoy(canvas, aside, random.uniform(0.05f, 0.12f), street, random);
    }
    canvas.blur(0.012f * random.uniform());

    if (label > 0) {
        paint_sign(canvas, place, radius, street, static_cast<Sign>(label - 1), random);
    } else if (random.below(8) != 0) {
        paint_decoy(canvas, place, radius, street, random);
    }
    occlude(canvas, street, place, radius, random);
    const Camera camera(random);
    return camera.expose(canvas, random);
}

}  // namespace nanonas::sample
