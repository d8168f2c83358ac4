// SPDX-License-Identifier: MIT
// Which layers of a list are computed together in training: a peephole that goes along the list and makes one
// TrainingLayer of each run of layers that it knows.
//
//     batch_norm of the pixels                           PictureNorm
//     convolution, then
//         batch_norm, relu, max_pool                     NormReluPool
//         batch_norm, relu, global_average               NormReluMean
//         relu, max_pool, and batch_norm or not          ReluPool
//         relu, global_average                           ReluMean
//     dropout or not, dense                              ClassifierLayer
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "nanonas/training.h"
#include "training/parameters.h"
#include "training/training_layer.h"

namespace nanonas {

// A network's layers in training, and what the layout of its packs follows from.
struct FusedLayers {
    std::vector<std::unique_ptr<TrainingLayer>> layers;
    std::size_t activations = 1;       // of a pack; the first one is the pixels
    std::int64_t gradient_floats = 0;  // of the largest activation that has a gradient, all 16 lanes
};

// Precondition: supported(layers).
FusedLayers fuse(std::span<const Layer> layers, const InputShape& input, const ParameterLayout& layout,
                 Math math);

}  // namespace nanonas
