// SPDX-License-Identifier: MIT
// The whole way: pipeline PICTURES MODEL.tflite
#include <fstream>
#include <iostream>

#include "nanonas/quantize.h"
#include "nanonas/search.h"
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
    const Limits limits = limits_of(find_target("STM32L010RBT6").value());

    SearchFunctions ask;
    ask.feasible = [&](const Architecture& a) { return feasibility(a, limits); };
    ask.evaluate = [&](const Architecture& a, std::uint64_t seed, Progress& stop) {
        SerialExecutor alone;
        return train(a, data, evaluation_recipe(), {.seed = seed}, alone, stop)
            .map([](const TrainedNetwork& t) {
                return Evaluation{t.val_accuracy, t.seconds};
            });
    };
    const SearchSpace space{Family::current, pictures.shape(), static_cast<int>(folder.classes.size())};
    const auto found = occam_search(space, {.threads = 2}, ask, {}, silent).value();
    ThreadPool threads(2);
    const auto trained = train(found.best.architecture, data, default_recipe(), {}, threads, silent).value();
    const auto file = write_tflite(quantize(trained.network, pictures, split.training).value());
    std::ofstream(argv[2], std::ios::binary)
        .write(reinterpret_cast<const char*>(file.data()), std::ssize(file));
    std::cout << name(found.best.architecture) << " with " << trained.best_val_accuracy << " in "
              << file.size() << " bytes\n";
}
