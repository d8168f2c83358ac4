// SPDX-License-Identifier: MIT
#include "sample/canvas.h"

namespace nanonas::sample {
namespace {

constexpr float eye_distance = 1.1f;  // of a board's centre from the camera, in sides of the picture

struct Rotation {
    float cosine, sine;
    explicit Rotation(float half_tangent)
        : cosine((1 - half_tangent * half_tangent) / (1 + half_tangent * half_tangent)),
          sine(2 * half_tangent / (1 + half_tangent * half_tangent)) {}
};

// Weighted mean over 2 * reach + 1 neighbours of each pixel of a line whose pixels are `stride` apart.
void blur_line(Colour* line, int size, std::ptrdiff_t stride, const std::vector<float>& weights,
               std::vector<Colour>& scratch) {
    const int reach = static_cast<int>(weights.size()) - 1;
    scratch.resize(static_cast<std::size_t>(size));
    for (int i = 0; i < size; ++i) {
        Colour sum = line[i * stride] * weights[0];
        for (int d = 1; d <= reach; ++d) {
            const Colour both = line[std::max(i - d, 0) * stride] + line[std::min(i + d, size - 1) * stride];
            sum = sum + both * weights[static_cast<std::size_t>(d)];
        }
        scratch[static_cast<std::size_t>(i)] = sum;
    }
    for (int i = 0; i < size; ++i) line[i * stride] = scratch[static_cast<std::size_t>(i)];
}

}  // namespace

float lattice_value(int x, int y, std::uint32_t seed) {
    std::uint32_t h =
        static_cast<std::uint32_t>(x) * 0x8DA6B343u ^ static_cast<std::uint32_t>(y) * 0xD8163841u ^ seed;
    h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
    h = (h ^ (h >> 12)) * 0x297A2D39u;
    return static_cast<float>((h ^ (h >> 15)) >> 8) * 0x1p-24f;
}

float noise(float x, float y, std::uint32_t seed) {
    const int ix = floor_to_int(x), iy = floor_to_int(y);
    float tx = x - static_cast<float>(ix), ty = y - static_cast<float>(iy);
    tx = tx * tx * (3 - 2 * tx);
    ty = ty * ty * (3 - 2 * ty);
    const float top = mix(lattice_value(ix, iy, seed), lattice_value(ix + 1, iy, seed), tx);
    const float bottom = mix(lattice_value(ix, iy + 1, seed), lattice_value(ix + 1, iy + 1, seed), tx);
    return mix(top, bottom, ty);
}

float fractal_noise(float x, float y, std::uint32_t seed, int octaves) {
    float sum = 0, weight = 0.5f, total = 0;
    for (int i = 0; i < octaves; ++i) {
        sum += weight * noise(x, y, seed + static_cast<std::uint32_t>(i));
        total += weight;
        weight *= 0.5f;
        x *= 2;
        y *= 2;
    }
    return sum / total;
}

void Canvas::blur(float radius) {
    const float reach = radius * static_cast<float>(side_);  // in pixels; the weights fall to 0 at reach + 1
    if (reach < 0.2f) return;
    std::vector<float> weights;
    float total = 0;
    for (int d = 0; static_cast<float>(d) < reach + 1; ++d) {
        const float t = static_cast<float>(d) / (reach + 1), w = (1 - t * t) * (1 - t * t);
        weights.push_back(w);
        total += d == 0 ? w : 2 * w;
    }
    for (float& w : weights) w /= total;
    std::vector<Colour> scratch;
    for (int row = 0; row < side_; ++row) blur_line(&at(row, 0), side_, 1, weights, scratch);
    for (int column = 0; column < side_; ++column) blur_line(&at(0, column), side_, side_, weights, scratch);
}

Board::Board(Vec2 centre, float radius, const Turn& turn) : centre_(centre) {
    const Rotation yaw(turn.yaw), pitch(turn.pitch), roll(turn.roll);
    // The images of u and v under roll * yaw * pitch; the third column is the board's centre.
    const float u[3] = {yaw.cosine, 0, yaw.sine};
    const float v[3] = {-yaw.sine * pitch.sine, pitch.cosine, yaw.cosine * pitch.sine};
    auto& m = board_to_eye_;
    for (int column = 0; column < 2; ++column) {
        const float* axis = column == 0 ? u : v;
        m[0][column] = radius * (roll.cosine * axis[0] - roll.sine * axis[1]);
        m[1][column] = radius * (roll.sine * axis[0] + roll.cosine * axis[1]);
        m[2][column] = radius * axis[2] / eye_distance;
    }
    m[0][2] = m[1][2] = 0;
    m[2][2] = 1;
    float determinant = 0;
    for (int i = 0; i < 3; ++i) {
        for (int j = 0; j < 3; ++j) {
            const int a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
            eye_to_board_[j][i] = m[a][c] * m[b][d] - m[a][d] * m[b][c];
        }
    }
    for (int j = 0; j < 3; ++j) determinant += m[0][j] * eye_to_board_[j][0];
    for (auto& row : eye_to_board_) {
        for (float& value : row) value /= determinant;
    }
    area_ = std::fabs(1 / determinant);
}

Board::Spot Board::spot(float x, float y, float pixel) const {
    const float dx = x - centre_.x, dy = y - centre_.y;
    const auto& n = eye_to_board_;
    const float w = n[2][0] * dx + n[2][1] * dy + n[2][2];
    if (w < 0.05f) return {1e6f, 1e6f, 1};  // beyond the board's horizon
    return {(n[0][0] * dx + n[0][1] * dy + n[0][2]) / w, (n[1][0] * dx + n[1][1] * dy + n[1][2]) / w,
            pixel * std::sqrt(area_ / (w * w * w))};
}

Vec2 Board::project(float u, float v) const {
    const auto& m = board_to_eye_;
    const float z = std::max(m[2][0] * u + m[2][1] * v + m[2][2], 0.05f);
    return {centre_.x + (m[0][0] * u + m[0][1] * v) / z, centre_.y + (m[1][0] * u + m[1][1] * v) / z};
}

Box Board::bounds(float left, float top, float right, float bottom) const {
    Box box{1e6f, 1e6f, -1e6f, -1e6f};
    for (const Vec2 corner :
         {project(left, top), project(right, top), project(left, bottom), project(right, bottom)}) {
        box.left = std::min(box.left, corner.x);
        box.right = std::max(box.right, corner.x);
        box.top = std::min(box.top, corner.y);
        box.bottom = std::max(box.bottom, corner.y);
    }
    return box;
}

}  // namespace nanonas::sample
