// SPDX-License-Identifier: MIT
#include "nanonas/training.h"

namespace nanonas {

TrainingRecipe evaluation_recipe() {
    return {};
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
