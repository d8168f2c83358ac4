// SPDX-License-Identifier: MIT
// verify_model MODEL.tflite PICTURES COUNT CORE RAM FLASH [size|speed] [portable]: verifies COUNT pictures
// that lie one after the other in a file, and prints one line of names and figures, for tests and benchmarks.
#include <cstdio>
#include <cstdlib>
#include <numeric>

#include "nanonas/emulation.h"
#include "nanonas/tflite.h"
#include "system/files.h"

namespace nanonas {
namespace {

class StoredPictures : public PictureSource {
  public:
    StoredPictures(const InputShape& shape, std::vector<std::byte> bytes)
        : shape_(shape), bytes_(std::move(bytes)) {}
    InputShape shape() const override { return shape_; }
    std::uint32_t size() const override {
        return static_cast<std::uint32_t>(std::ssize(bytes_) / shape_.bytes());
    }
    int label(std::uint32_t) const override { return 0; }
    Result<void> read(std::uint32_t picture, std::span<std::uint8_t> out) const override {
        const std::byte* from = bytes_.data() + std::int64_t{picture} * shape_.bytes();
        std::transform(from, from + out.size(), out.begin(),
                       [](std::byte b) { return static_cast<std::uint8_t>(b); });
        return {};
    }

  private:
    InputShape shape_;
    std::vector<std::byte> bytes_;
};

Result<void> verify_model(char** arguments, int count) {
    NANONAS_TRY(const std::vector<std::byte> model, read_bytes(arguments[1]));
    NANONAS_TRY(const Graph graph, read_tflite(model, arguments[1]));
    NANONAS_TRY(std::vector<std::byte> bytes, read_bytes(arguments[2]));
    const std::vector<int>& shape = graph.tensors[static_cast<std::size_t>(graph.inputs[0])].shape;
    const StoredPictures source({shape[1], shape[2], shape[3]}, std::move(bytes));
    std::vector<std::uint32_t> pictures(
        std::min<std::uint32_t>(source.size(), static_cast<std::uint32_t>(std::atoi(arguments[3]))));
    std::iota(pictures.begin(), pictures.end(), 0u);
    Target target;
    target.name = "part";
    target.core = arguments[4];
    target.ram_bytes = std::atoll(arguments[5]);
    target.flash_bytes = std::atoll(arguments[6]);
    target.clock_mhz = 16;
    VerifyOptions options;
    if (count > 7 && std::string_view(arguments[7]) == "size") options.optimize = Optimize::size;
    options.portable = count > 8;
    Progress progress;
    NANONAS_TRY(const std::vector<GeneratedFile> files,
                generate_c(graph, {.optimize = options.optimize, .core = target.core}));
    NANONAS_TRY(const Verification v, verify(files, graph, target, source, pictures, options, progress));
    std::printf(
        "core=%s board=%s images=%u mismatches=%u flash=%lld static_ram=%lld stack=%lld ram=%lld "
        "instructions=%.0f per_macc=%.3f cycles=%.0f\n",
        v.core.c_str(), v.board.c_str(), v.images, v.mismatches, static_cast<long long>(v.flash_bytes),
        static_cast<long long>(v.static_ram_bytes), static_cast<long long>(v.stack_bytes),
        static_cast<long long>(v.ram_bytes), v.instructions.value_or(0),
        v.instructions.value_or(0) / static_cast<double>(macc(graph)), v.cycles);
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int count, char** arguments) {
    if (count < 7) {
        std::fputs("Usage: verify_model MODEL.tflite PICTURES COUNT CORE RAM FLASH [size|speed] [portable]\n",
                   stderr);
        return 2;
    }
    const auto done = nanonas::verify_model(arguments, count);
    if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return done ? EXIT_SUCCESS : EXIT_FAILURE;
}
