// SPDX-License-Identifier: MIT
// Trains a network on a PictureSource. Same seed, same bits, for any number of threads and on every SIMD
// target.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nanonas/float_network.h"
#include "nanonas/pictures.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

struct TrainingRecipe {
    enum class Schedule { constant, cosine };

    int epochs = 3;
    int batch = 16;
    float learning_rate = 0.001f;
    Schedule schedule = Schedule::constant;
    float warmup_epochs = 0;
    float dropout = 0.5f;  // before the dense layer
    bool flip = false;     // mirror left and right, at random
    int shift = 0;         // move by up to so many pixels in both directions, at random; edges repeat
    float label_smoothing = 0;
    float weight_decay = 0;       // decoupled (AdamW)
    float norm_momentum = 0.99f;  // of BatchNorm's moving averages
};

TrainingRecipe evaluation_recipe();            // how the search judges a candidate: 3 epochs, batch 16
TrainingRecipe reference_evaluation_recipe();  // how the reference does: the same at a constant rate of 0.001
TrainingRecipe reference_recipe();  // the reference's final training: 100 epochs, Adam 0.01, batch 128
TrainingRecipe default_recipe();    // nanonas' own final training

struct TrainingData {
    const PictureSource* source = nullptr;
    std::span<const std::uint32_t> training, validation;  // indices into source
};

// Exact: products of floats; same seed, same bits everywhere. Fast: products of factors rounded to bfloat16,
// on CPUs with AVX512_BF16 alone; elsewhere the same as exact.
enum class Math { exact, fast };
bool fast_math_supported();

struct TrainingOptions {
    std::uint64_t seed = 0;
    int threads = 1;
    Math math = Math::exact;
};

struct TrainedNetwork {
    FloatNetwork network;  // of the epoch with the best validation accuracy (the earliest of equals)
    std::vector<double> val_accuracy;   // after each epoch
    std::vector<double> training_loss;  // mean of each epoch
    double best_val_accuracy = 0;
    double seconds = 0;  // epochs and validation, no decoding
};

Result<TrainedNetwork> train(const Architecture& architecture, const TrainingData& data,
                             const TrainingRecipe& recipe, const TrainingOptions& options,
                             Progress& progress);

// Class probabilities of each picture of `pictures`, [picture][class].
Result<std::vector<float>> predict(const FloatNetwork& network, const PictureSource& source,
                                   std::span<const std::uint32_t> pictures, int threads);

// One sentence if this CPU can't run the training kernels (no AVX2 with FMA, no NEON).
Result<void> cpu_supported();

}  // namespace nanonas
