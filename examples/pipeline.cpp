// SPDX-License-Identifier: MIT
// The whole way: pipeline PICTURES MODEL.tflite
#include <fstream>
#include <iostream>

#include "nanonas/parallel_search.h"
#include "nanonas/pictures.h"
#include "nanonas/quantize.h"
#include "nanonas/tflite.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"

using namespace nanonas;

int main(int, char** argv) {
    Progress silent;
    const auto folder = scan_folder(argv[1]).value();  // a subfolder of pictures for each class
    const auto pictures = PictureSet::open(folder, {.shape = {32, 32, 3}}, {}, silent).value();
    const auto split = split_pictures(pictures, pictures.classes(), 0.3, 0).value();
    const TrainingData data{&pictures, split.training, split.validation};
    const Target part = find_target("STM32L010RBT6").value();
    const CostOptions as_c{.runtime = Runtime::c, .core = part.core};

    SearchFunctions ask;
    ask.feasible = [&](const Architecture& a) { return feasibility(a, limits_of(part), as_c); };
    ask.evaluate = [&](const Trial& trial, Progress& stop, TrainingObserver& epochs) {
        SerialExecutor alone;
        return train(trial.architecture, data, evaluation_recipe(), {.seed = trial.training_seed()}, alone,
                     stop, &epochs)
            .map([](const TrainedNetwork& t) {
                return Evaluation{t.val_accuracy, t.seconds};
            });
    };
    const SearchSpace space{Family::current, pictures.shape(), static_cast<int>(folder.classes.size())};
    const auto occam = make_strategy("occam", space).value();
    const auto found = parallel_search(*occam, ask, {.threads = 2}, silent).value();
    const Architecture& best = found.best.trial.architecture;
    ThreadPool threads(2);
    const auto trained = train(best, data, default_recipe(), {}, threads, silent).value();
    const auto file = write_tflite(quantize(trained.network, pictures, split.training).value());
    std::ofstream(argv[2], std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), std::ssize(file));
    std::cout << name(best) << " with " << trained.best_val_accuracy << " in " << file.size() << " bytes\n";
}
