// SPDX-License-Identifier: MIT
/// @file
/// Trains a network on a PictureSource. Same seed, same bits, for any number of workers and on every SIMD
/// target.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "nanonas/dataset.h"
#include "nanonas/executor.h"
#include "nanonas/float_network.h"
#include "nanonas/progress.h"
#include "nanonas/result.h"

namespace nanonas {

/// How a network is trained: Adam on the cross entropy.
struct TrainingRecipe {
    /// How the learning rate goes on after the warm-up.
    enum class Schedule {
        constant,  ///< as it is
        cosine,    ///< down to 0 along half a period
    };

    int epochs = 3;                          ///< times through the training pictures
    int batch = 16;                          ///< pictures a step
    float learning_rate = 0.001f;            ///< of Adam, at its highest
    Schedule schedule = Schedule::constant;  ///< of the learning rate
    float warmup_epochs = 0;                 ///< of a learning rate that rises from 0
    float dropout = 0.5f;                    ///< before the dense layer
    bool flip = false;                       ///< mirror left and right, at random
    bool balance = false;  ///< weigh pictures so that every class counts the same, however many it has
    int shift = 0;              ///< move by up to so many pixels in both directions, at random; edges repeat
    float label_smoothing = 0;  ///< share of the target that is spread evenly over all classes
    float weight_decay = 0;     ///< decoupled (AdamW)
    float norm_momentum = 0.99f;  ///< of BatchNorm's moving averages
};

/// How the search judges a candidate: 3 epochs, batch 16.
TrainingRecipe evaluation_recipe();
/// How the reference does: the same at a constant rate of 0.001.
TrainingRecipe reference_evaluation_recipe();
/// The reference's final training: 100 epochs, Adam 0.01, batch 128.
TrainingRecipe reference_recipe();
/// nanonas' own final training.
TrainingRecipe default_recipe();

/// Pictures to train with. Owns none of them.
struct TrainingData {
    const PictureSource* source = nullptr;      ///< of all pictures
    std::span<const std::uint32_t> training;    ///< indices into source
    std::span<const std::uint32_t> validation;  ///< indices into source
};

/// Exact: products of floats; same seed, same bits everywhere. Fast: products of factors rounded to bfloat16,
/// on CPUs with AVX512_BF16 alone; elsewhere the same as exact.
enum class Math { exact, fast };
/// Whether Math::fast is another than Math::exact on this CPU.
bool fast_math_supported();

/// What a training depends on besides its recipe.
struct TrainingOptions {
    std::uint64_t seed = 0;   ///< of weights, order of pictures, dropout and augmentation
    Math math = Math::exact;  ///< of its products
};

/// What a training gives.
struct TrainedNetwork {
    FloatNetwork network;  ///< of the epoch with the best validation accuracy (the earliest of equals)
    std::vector<double> val_accuracy;   ///< after each epoch
    std::vector<double> training_loss;  ///< mean of each epoch
    double best_val_accuracy = 0;       ///< of `network`
    double seconds = 0;                 ///< epochs and validation, no decoding
};

/// Hears how a training goes, on the thread that calls train().
class TrainingObserver {
  public:
    virtual ~TrainingObserver() = default;
    /// A training of so many epochs has begun.
    virtual void training_begun(const Architecture& /*network*/, int /*epochs*/) {}
    /// An epoch, counted from 1, of so many is validated.
    virtual void training_epoch(const Architecture& /*network*/, int /*epoch*/, int /*epochs*/,
                                double /*val_accuracy*/) {}
};

/// Trains from random weights. Errors: a CPU that can't, an architecture that is not constructible, pictures
/// of another shape than its input, no picture or one that can't be read, no epoch or batch (usage), a stop
/// (interrupted).
Result<TrainedNetwork> train(const Architecture& architecture, const TrainingData& data,
                             const TrainingRecipe& recipe, const TrainingOptions& options, Executor& executor,
                             Progress& progress, TrainingObserver* observer = nullptr);

/// Class probabilities of each picture of `pictures`, [picture][class].
Result<std::vector<float>> predict(const FloatNetwork& network, const PictureSource& source,
                                   std::span<const std::uint32_t> pictures, Executor& executor);

/// One sentence if this CPU can't run the training kernels (no AVX2 with FMA, no NEON).
Result<void> cpu_supported();

}  // namespace nanonas
