// SPDX-License-Identifier: MIT
// Compares training recipes on a folder of pictures: trains one network with several seeds, each with its own
// split, and prints the mean validation accuracy of the best epoch and of the last with their standard
// errors.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <vector>

#include "../mean.h"
#include "nanonas/pictures.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"

namespace nanonas {
namespace {

struct Options {
    std::string folder, architecture = "3,3", input = "50x50x3", family = "current", recipe = "default";
    int seeds = 5, first_seed = 0, threads = 1;
    double share = 1.0;  // of the pictures of the split that are used
    bool curve = false;
};

std::vector<std::uint32_t> thin(const std::vector<std::uint32_t>& indices, double share) {
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < indices.size(); ++i) {
        const auto before = static_cast<long>(static_cast<double>(i) * share);
        if (static_cast<long>(static_cast<double>(i + 1) * share) > before) kept.push_back(indices[i]);
    }
    return kept;
}

Result<void> compare(const Options& options, const TrainingRecipe& recipe) {
    Progress quiet;
    NANONAS_TRY(const InputShape shape, parse_input_shape(options.input));
    NANONAS_TRY(const Family family, parse_family(options.family));
    NANONAS_TRY(const PictureFolder folder, scan_folder(options.folder));
    NANONAS_TRY(const PictureSet set,
                PictureSet::open(folder, {.shape = shape}, {.threads = available_cores()}, quiet));
    Architecture architecture{family, 0, 0, shape, static_cast<int>(set.classes().size())};
    if (std::sscanf(options.architecture.c_str(), "%d,%d", &architecture.k, &architecture.c) != 2) {
        return usage_error("--arch takes K,C.");
    }
    ThreadPool threads(options.threads);
    std::vector<double> best, last, seconds;
    std::vector<std::vector<double>> curve(static_cast<std::size_t>(recipe.epochs));
    for (int s = 0; s < options.seeds; ++s) {
        const auto seed = static_cast<std::uint64_t>(options.first_seed + s);
        NANONAS_TRY(const Split split, split_pictures(set, set.classes(), 0.3, seed));
        const auto training = thin(split.training, options.share),
                   validation = thin(split.validation, options.share);
        NANONAS_TRY(const TrainedNetwork trained, train(architecture, {&set, training, validation}, recipe,
                                                        {.seed = seed}, threads, quiet));
        best.push_back(trained.best_val_accuracy);
        last.push_back(trained.val_accuracy.back());
        seconds.push_back(trained.seconds);
        for (std::size_t e = 0; e < curve.size(); ++e) curve[e].push_back(trained.val_accuracy[e]);
    }
    const Mean b = mean_of(best), l = mean_of(last);
    std::printf("%s %s: best %.4f +- %.4f, last %.4f +- %.4f, %.2f s\n", name(architecture).c_str(),
                options.family.c_str(), b.mean, b.error, l.mean, l.error, mean_of(seconds).mean);
    for (std::size_t e = 0; options.curve && e < curve.size(); ++e) {
        std::printf("  epoch %zu: %.4f +- %.4f\n", e + 1, mean_of(curve[e]).mean, mean_of(curve[e]).error);
    }
    return {};
}

}  // namespace
}  // namespace nanonas

int main(int argc, char** argv) {
    using namespace nanonas;
    Options options;
    TrainingRecipe recipe = default_recipe();
    CLI::App app("Trains one network with several seeds. A recipe's settings can be changed one by one.");
    app.add_option("folder", options.folder)->required();
    app.add_option("--arch", options.architecture, "K,C");
    app.add_option("--input", options.input);
    app.add_option("--variant", options.family);
    app.add_option("--recipe", options.recipe, "evaluation, reference-evaluation, reference or default");
    app.add_option("--seeds", options.seeds);
    app.add_option("--first-seed", options.first_seed);
    app.add_option("--threads", options.threads);
    app.add_option("--share", options.share, "of the pictures that are used");
    app.add_flag("--curve", options.curve, "print every epoch");
    app.parse_complete_callback([&] {
        if (options.recipe == "evaluation") recipe = evaluation_recipe();
        if (options.recipe == "reference-evaluation") recipe = reference_evaluation_recipe();
        if (options.recipe == "reference") recipe = reference_recipe();
    });
    std::vector<std::string> changes;
    app.add_option("--set", changes, "NAME=VALUE of TrainingRecipe, such as epochs=60");
    CLI11_PARSE(app, argc, argv);
    for (const std::string& change : changes) {
        const std::size_t at = change.find('=');
        const std::string name = change.substr(0, at);
        const float value = std::stof(change.substr(at + 1));
        if (name == "epochs") recipe.epochs = static_cast<int>(value);
        if (name == "batch") recipe.batch = static_cast<int>(value);
        if (name == "learning_rate") recipe.learning_rate = value;
        if (name == "cosine") {
            recipe.schedule =
                value > 0 ? TrainingRecipe::Schedule::cosine : TrainingRecipe::Schedule::constant;
        }
        if (name == "warmup_epochs") recipe.warmup_epochs = value;
        if (name == "dropout") recipe.dropout = value;
        if (name == "flip") recipe.flip = value > 0;
        if (name == "shift") recipe.shift = static_cast<int>(value);
        if (name == "label_smoothing") recipe.label_smoothing = value;
        if (name == "weight_decay") recipe.weight_decay = value;
        if (name == "norm_momentum") recipe.norm_momentum = value;
    }
    if (const auto done = compare(options, recipe); !done) {
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
        return 1;
    }
    return 0;
}
