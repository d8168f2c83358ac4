// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <numeric>

#include "base/out_of_memory.h"
#include "base/random.h"
#include "kernels/math.h"
#include "nanonas/executor.h"
#include "nanonas/training.h"
#include "training/evaluation.h"
#include "training/pack_loader.h"
#include "training/training_network.h"

namespace nanonas {
namespace {

using kernels::pack_size;

Result<void> check(const Architecture& architecture, const TrainingData& data, const TrainingRecipe& recipe) {
    NANONAS_TRY_VOID(cpu_supported());
    NANONAS_TRY_VOID(constructible(architecture));
    NANONAS_TRY_VOID(supported(layers(architecture)));
    if (data.training.empty()) return failure("There is no picture to train on; add some to the folder.");
    if (data.source->shape() != architecture.input) {
        return failure("The pictures are {}, but the network takes {}.", to_string(data.source->shape()),
                       to_string(architecture.input));
    }
    if (recipe.epochs < 1 || recipe.batch < 1) {
        return usage_error("Training takes at least 1 epoch and a batch of 1, not {} and {}.", recipe.epochs,
                           recipe.batch);
    }
    return {};
}

// Of step 0 <= step < steps.
float learning_rate(const TrainingRecipe& recipe, std::size_t step, std::size_t steps,
                    std::size_t steps_an_epoch) {
    const double warmup = static_cast<double>(recipe.warmup_epochs) * static_cast<double>(steps_an_epoch);
    const auto at = static_cast<double>(step);
    if (at < warmup) return static_cast<float>(recipe.learning_rate * (at + 1) / (warmup + 1));
    if (recipe.schedule == TrainingRecipe::Schedule::constant) return recipe.learning_rate;
    const double progress = (at - warmup) / std::max(1.0, static_cast<double>(steps) - warmup);
    return static_cast<float>(recipe.learning_rate * 0.5 * (1 + math::cos(math::pi * progress)));
}

// By class, 1 on average over the pictures: a class weighs as much as it has few of them.
std::vector<float> class_weights(const Architecture& architecture, const TrainingData& data) {
    std::vector<std::int64_t> pictures(static_cast<std::size_t>(architecture.classes));
    for (const std::uint32_t picture : data.training)
        ++pictures[static_cast<std::size_t>(data.source->label(picture))];
    const auto present = std::ranges::count_if(pictures, [](std::int64_t n) { return n > 0; });
    std::vector<float> weights;
    for (const std::int64_t n : pictures) {
        const double share = static_cast<double>(n) * static_cast<double>(present);
        weights.push_back(n > 0 ? static_cast<float>(static_cast<double>(data.training.size()) / share) : 0);
    }
    return weights;
}

class Training {
  public:
    Training(const Architecture& architecture, const TrainingData& data, const TrainingRecipe& recipe,
             const TrainingOptions& options, Executor& executor, Progress& progress,
             TrainingObserver* observer)
        : architecture_(architecture),
          data_(data),
          recipe_(recipe),
          options_(options),
          progress_(progress),
          observer_(observer),
          executor_(executor),
          batch_(std::min(static_cast<std::size_t>(recipe.batch), data.training.size())),
          steps_an_epoch_((data.training.size() + batch_ - 1) / batch_),
          network_(layers(architecture), architecture.input, static_cast<int>(kernels::packs_of(batch_)),
                   options.seed, options.math),
          loaders_(kernels::packs_of(batch_), PackLoader(*data.source, architecture)),
          order_(data.training.begin(), data.training.end()) {
        if (recipe.balance) class_weights_ = class_weights(architecture, data);
    }

    Result<TrainedNetwork> run() {
        NANONAS_TRY_VOID(memory_taken());
        const auto begin = std::chrono::steady_clock::now();
        TrainedNetwork trained;
        if (observer_) observer_->training_begun(architecture_, recipe_.epochs);
        for (int epoch = 0; epoch < recipe_.epochs; ++epoch) {
            NANONAS_TRY(const double loss, train_epoch(static_cast<std::size_t>(epoch)));
            FloatNetwork network{architecture_, network_.learnt()};
            network_.rest();
            NANONAS_TRY(const double score, accuracy(network, *data_.source, data_.validation, options_.math,
                                                     executor_, [&] { return progress_.stop_requested(); }));
            if (progress_.stop_requested()) return interrupted();
            trained.training_loss.push_back(loss);
            trained.val_accuracy.push_back(score);
            if (epoch == 0 || score > trained.best_val_accuracy || data_.validation.empty()) {
                trained.best_val_accuracy = score;
                trained.network = std::move(network);
            }
            const std::string detail =
                fmt::format("{} epoch {}: {:.3f}", name(architecture_), epoch + 1, score);
            if (observer_) observer_->training_epoch(architecture_, epoch + 1, recipe_.epochs, score);
            progress_.update({"train", epoch + 1, recipe_.epochs, detail});
        }
        trained.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        return trained;
    }

  private:
    tl::unexpected<Error> interrupted() const {
        return tl::unexpected<Error>({ErrorKind::interrupted, "Training was stopped."});
    }

    // The mean loss of the epoch's pictures.
    Result<double> train_epoch(std::size_t epoch) {
        Random random(options_.seed, RandomPurpose::epoch_order, epoch);
        std::copy(data_.training.begin(), data_.training.end(), order_.begin());
        shuffle(std::span(order_), random);
        double loss = 0;
        for (std::size_t s = 0; s < steps_an_epoch_; ++s) {
            if (progress_.stop_requested()) return interrupted();
            const std::size_t first = s * batch_, count = std::min(batch_, order_.size() - first);
            NANONAS_TRY(const int packs, load(std::span(order_).subspan(first, count), epoch));
            const std::size_t step = epoch * steps_an_epoch_ + s;
            loss +=
                static_cast<double>(count) * network_.gradient(packs,
                                                               {.dropout = recipe_.dropout,
                                                                .label_smoothing = recipe_.label_smoothing,
                                                                .norm_momentum = recipe_.norm_momentum,
                                                                .seed = options_.seed,
                                                                .step = step,
                                                                .class_weights = class_weights_},
                                                               executor_);
            NANONAS_TRY_VOID(memory_taken());
            const std::size_t steps = steps_an_epoch_ * static_cast<std::size_t>(recipe_.epochs);
            network_.adam(learning_rate(recipe_, step, steps, steps_an_epoch_), recipe_.weight_decay);
        }
        return loss / static_cast<double>(order_.size());
    }

    // Fills packs and returns how many.
    Result<int> load(std::span<const std::uint32_t> pictures, std::size_t epoch) {
        const Augmentation augmentation{recipe_.flip, recipe_.shift, options_.seed, epoch};
        const std::span<TrainingPack> packs = network_.packs().first(kernels::packs_of(pictures.size()));
        NANONAS_TRY_VOID(memory_taken());
        std::vector<Result<void>> results(packs.size());
        executor_.parallel_for(packs.size(), [&](std::size_t p, int) {
            TrainingPack& pack = packs[p];
            const auto chosen = pictures.subspan(
                p * pack_size, std::min<std::size_t>(pack_size, pictures.size() - p * pack_size));
            pack.samples = static_cast<int>(chosen.size());
            results[p] = loaders_[p].load(chosen, augmentation, pack.pixels(), pack.labels);
        });
        for (Result<void>& result : results) NANONAS_TRY_VOID(std::move(result));
        return static_cast<int>(packs.size());
    }

    const Architecture& architecture_;
    const TrainingData& data_;
    const TrainingRecipe& recipe_;
    const TrainingOptions& options_;
    Progress& progress_;
    TrainingObserver* const observer_;
    Executor& executor_;
    std::size_t batch_, steps_an_epoch_;
    TrainingNetwork network_;
    std::vector<PackLoader> loaders_;  // one a pack
    std::vector<std::uint32_t> order_;
    std::vector<float> class_weights_;  // empty: all count the same
};

}  // namespace

Result<TrainedNetwork> train(const Architecture& architecture, const TrainingData& data,
                             const TrainingRecipe& recipe, const TrainingOptions& options, Executor& executor,
                             Progress& progress, TrainingObserver* observer) {
    return within_memory("Training", [&]() -> Result<TrainedNetwork> {
        NANONAS_TRY_VOID(check(architecture, data, recipe));
        const std::size_t batch = std::min(static_cast<std::size_t>(recipe.batch), data.training.size());
        NANONAS_TRY_VOID(memory_for(kernels::packs_of(batch) * PackLoader::bytes(architecture.input)));
        return Training(architecture, data, recipe, options, executor, progress, observer).run();
    });
}

}  // namespace nanonas
