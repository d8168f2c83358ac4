// SPDX-License-Identifier: MIT
#include "nanonas/training.h"

namespace nanonas {

TrainingRecipe reference_evaluation_recipe() {
    return {};
}

// A high rate that falls to zero, no dropout, and moving averages that keep up with three epochs: the score
// is then the network's and not the last few steps'.
TrainingRecipe evaluation_recipe() {
    return {.epochs = 3,
            .batch = 16,
            .learning_rate = 0.02f,
            .schedule = TrainingRecipe::Schedule::cosine,
            .warmup_epochs = 0.5f,
            .dropout = 0,
            .norm_momentum = 0.9f};
}

TrainingRecipe reference_recipe() {
    return {.epochs = 100, .batch = 128, .learning_rate = 0.01f};
}

// Chosen by validation accuracy on three sets: benchmarks/recipes/README.md.
TrainingRecipe default_recipe() {
    return {.epochs = 60,
            .batch = 32,
            .learning_rate = 0.01f,
            .schedule = TrainingRecipe::Schedule::cosine,
            .warmup_epochs = 1,
            .dropout = 0,
            .flip = true,
            .shift = 2,
            .weight_decay = 0.05f,
            .norm_momentum = 0.9f};
}

}  // namespace nanonas
