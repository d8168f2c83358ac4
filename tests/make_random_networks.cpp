// SPDX-License-Identifier: MIT
// make_random_networks FOLDER COUNT PICTURES [SEED]: quantises COUNT networks of random shapes and weights
// and writes for each, NNN being its number, NNN.tflite, NNN.in (PICTURES pictures as bytes) and NNN.out
// (what nanonas' interpreter makes of them), for tests that run the same files elsewhere.
#include <cstdio>
#include <cstdlib>

#include "base/random.h"
#include "nanonas/interpreter.h"
#include "nanonas/quantize.h"
#include "nanonas/tflite.h"
#include "random_network.h"
#include "system/files.h"

namespace nanonas {
namespace {

int between(Random& random, int low, int high) {
    return low + static_cast<int>(random.below(static_cast<std::uint32_t>(high - low + 1)));
}

Architecture random_architecture(std::uint64_t index, Random& random) {
    Architecture architecture;
    architecture.family = index % 2 == 0 ? Family::current : Family::prime23;
    architecture.k = index % 5 == 4 ? between(random, 17, 64) : between(random, 1, 16);
    const int largest = architecture.k > 16 ? 24 : 72;
    architecture.input = {between(random, 4, largest), between(random, 4, largest), index % 3 == 0 ? 1 : 3};
    architecture.c = between(random, 0, architecture.k > 16 ? 3 : 6);
    while (!constructible(architecture)) --architecture.c;
    architecture.classes = index % 4 == 3 ? between(random, 11, 100) : between(random, 2, 10);
    return architecture;
}

Result<void> make(const std::filesystem::path& folder, std::uint64_t index, std::uint32_t count,
                  std::uint64_t seed) {
    Random random(seed, RandomPurpose::test, index);
    const Architecture architecture = random_architecture(index, random);
    const RandomPictures pictures(architecture.input, count, random.bits());
    std::vector<std::uint32_t> calibration;
    for (std::uint32_t i = 0; i < std::min(count, 8u); ++i) calibration.push_back(i);
    NANONAS_TRY(const Graph graph, quantize(random_network(architecture, random), pictures, calibration));
    NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
    const std::string name = (folder / fmt::format("{:03}", index)).string();
    const auto pixels = static_cast<std::size_t>(architecture.input.bytes());
    const auto classes = static_cast<std::size_t>(architecture.classes);
    std::vector<std::uint8_t> in(pixels * count), out(classes * count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto picture = std::span(in).subspan(i * pixels, pixels);
        NANONAS_TRY_VOID(pictures.read(i, picture));
        interpreter.run(picture, std::span(out).subspan(i * classes, classes));
    }
    NANONAS_TRY_VOID(write_atomically(name + ".tflite", write_tflite(graph)));
    NANONAS_TRY_VOID(write_atomically(name + ".in", std::as_bytes(std::span(in))));
    NANONAS_TRY_VOID(write_atomically(name + ".out", std::as_bytes(std::span(out))));
    fmt::print("{} {} {} {} {}\n", name, to_string(architecture.family), nanonas::name(architecture),
               to_string(architecture.input), architecture.classes);
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fputs("usage: make_random_networks FOLDER NETWORKS PICTURES SEED\n", stderr);
        return 2;
    }
    const std::uint64_t seed = std::strtoull(argv[4], nullptr, 10);
    const auto pictures = static_cast<std::uint32_t>(std::strtoul(argv[3], nullptr, 10));
    for (std::uint64_t i = 0; i < std::strtoull(argv[2], nullptr, 10); ++i) {
        if (const auto made = nanonas::make(argv[1], i, pictures, seed); !made) {
            fmt::print(stderr, "{}\n", made.error().message);
            return 1;
        }
    }
    return 0;
}
