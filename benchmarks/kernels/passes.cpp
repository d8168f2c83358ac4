// SPDX-License-Identifier: MIT
#include "passes.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>

#include "base/random.h"
#include "fma_peak.h"
#include "kernels/batch_norm.h"
#include "kernels/buffer.h"

namespace nanonas::kernels {
namespace {

// Bytes a second of a call that moves `bytes`, the best of a few runs.
double rate(double bytes, const std::function<void()>& run) {
    const int rounds = std::max(1, static_cast<int>(3e7 / bytes));
    double best = 1e30;
    for (int i = 0; i < 9; ++i) {
        const double begin = thread_seconds();
        for (int r = 0; r < rounds; ++r) run();
        best = std::min(best, (thread_seconds() - begin) / rounds);
    }
    return bytes / best;
}

// The better of copying half of `floats` to the other half and of adding to each; both read and write.
double bandwidth(std::size_t floats) {
    Buffer buffer(floats);
    const std::size_t half = floats / 2;
    const double copied = rate(static_cast<double>(half) * 8, [&] {
        std::memcpy(buffer.data() + half, buffer.data(), half * sizeof(float));
        asm volatile("" ::: "memory");
    });
    const double updated = rate(static_cast<double>(floats) * 8, [&] {
        float* values = buffer.data();
        for (std::size_t i = 0; i < floats; ++i) values[i] += 1.0f;
        asm volatile("" ::: "memory");
    });
    return std::max(copied, updated);
}

struct Pass {
    const char* name;
    double floats_moved;  // loads and stores
    std::function<void()> run;
};

}  // namespace

void print_passes() {
    std::printf(
        "passes over one channel; share of the bandwidth of a block of that size in %%\n%22s %6s %8s\n",
        "pass", "side", "share");
    for (const int side : {50, 32, 25, 16, 12, 8, 6}) {
        OwnedPlanes y(1, side, side), z(1, side / 2, side / 2), g(1, side / 2, side / 2);
        Random random(1, RandomPurpose::test);
        for (OwnedPlanes* planes : {&y, &z, &g}) {
            for (std::size_t i = 0; i < planes->buffer.size(); ++i) planes->buffer[i] = random.uniform(-1, 1);
        }
        const Affine affine{1.0f, 0.1f};
        const NormGradient gradient{1e-3f, 1e-6f, 1e-6f};  // small: the values stay what they are
        const auto all = static_cast<double>(y.buffer.size()), pooled = static_cast<double>(z.buffer.size());
        const double limit = bandwidth(y.buffer.size() + 2 * z.buffer.size());
        const Pass passes[] = {
            {"norm, relu, pool", all + pooled,
             [&] { norm_relu_pool(y.planes, 0, affine, pack_size, z.planes); }},
            {"its gradient", 2 * all + 2 * pooled,
             [&] { norm_relu_pool_backward(y.planes, 0, affine, gradient, pack_size, z.planes, g.planes); }},
            {"pool (prime23)", all + pooled, [&] { pool(y.planes, 0, z.planes); }},
            {"its gradient", 2 * all + 2 * pooled,
             [&] { pool_norm_backward(y.planes, 0, gradient, pack_size, z.planes, g.planes); }},
            {"norm (prime23)", 2 * all, [&] { norm(y.planes, 0, affine, pack_size, y.planes); }},
        };
        for (const Pass& pass : passes) {
            for (std::size_t i = 0; i < y.buffer.size(); ++i) y.buffer[i] = random.uniform(-1, 1);
            std::printf("%22s %6d %8.0f\n", pass.name, side,
                        100 * rate(4 * pass.floats_moved, pass.run) / limit);
        }
    }
}

}  // namespace nanonas::kernels
