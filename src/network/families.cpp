// SPDX-License-Identifier: MIT
#include "nanonas/families.h"

#include <utility>

#include "nanonas/architecture.h"

namespace nanonas {
namespace {

// Appends layers to a chain: each reads the one before.
class Chain {
  public:
    explicit Chain(std::size_t cells) { layers_.reserve(4 * cells + 6); }
    void convolution(int channels, int side = 3, int stride = 1) {
        append({.kind = LayerKind::convolution,
                .kernel_height = side,
                .kernel_width = side,
                .stride = stride,
                .channels = channels,
                .bias = true});
    }
    void max_pool(int side = 2) {
        append({.kind = LayerKind::max_pool, .kernel_height = side, .kernel_width = side, .stride = side});
    }
    void batch_norm() { append({.kind = LayerKind::batch_norm}); }
    void relu() { append({.kind = LayerKind::relu}); }

    // What every network ends in.
    std::vector<Layer> classify(int classes) && {
        append({.kind = LayerKind::global_average});
        append({.kind = LayerKind::dropout});
        append({.kind = LayerKind::dense, .channels = classes, .bias = true});
        return std::move(layers_);
    }

  private:
    void append(Layer layer) {
        layer.input = static_cast<int>(layers_.size()) - 1;
        layers_.push_back(layer);
    }

    std::vector<Layer> layers_;
};

std::vector<Layer> current(const Architecture& architecture) {
    const std::vector<int> all = channels(architecture);
    Chain chain(all.size());
    for (bool first = true; const int kernels : all) {
        if (!std::exchange(first, false)) chain.max_pool();
        chain.convolution(kernels);
        chain.batch_norm();
        chain.relu();
    }
    return std::move(chain).classify(architecture.classes);
}

std::vector<Layer> prime23(const Architecture& architecture) {
    const std::vector<int> all = channels(architecture);
    Chain chain(all.size());
    for (bool first = true; const int kernels : all) {
        if (!std::exchange(first, false)) chain.max_pool();
        chain.batch_norm();
        chain.convolution(kernels);
        chain.relu();
    }
    return std::move(chain).classify(architecture.classes);
}

struct FamilyEntry {
    Family family;
    std::string_view name;
    std::vector<Layer> (*layers)(const Architecture& architecture);
    float pixel_divisor = 1;
};

// In the order of the enumeration.
constexpr FamilyEntry table[] = {
    {Family::current, "current", current},
    {Family::prime23, "prime23", prime23, 255},
};

const FamilyEntry& entry(Family family) {
    return table[static_cast<std::size_t>(family)];
}

}  // namespace

std::vector<Family> families() {
    std::vector<Family> all;
    for (const FamilyEntry& entry : table) all.push_back(entry.family);
    return all;
}

Result<Family> parse_family(std::string_view text) {
    std::vector<std::string_view> names;
    for (const FamilyEntry& entry : table) {
        if (entry.name == text) return entry.family;
        names.push_back(entry.name);
    }
    return usage_error("\"{}\" is not a variant; use {}.", text, fmt::join(names, " or "));
}

std::string_view to_string(Family family) {
    return entry(family).name;
}

float pixel_divisor(Family family) {
    return entry(family).pixel_divisor;
}

std::vector<Layer> layers(const Architecture& architecture) {
    return entry(architecture.family).layers(architecture);
}

}  // namespace nanonas
