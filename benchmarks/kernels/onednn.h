// SPDX-License-Identifier: MIT
// The same layers by oneDNN, if it was found when the build was configured: 16 samples, its own choice of
// layouts and algorithm, one thread.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace nanonas {

// Plain arrays: in [16][in][side][side], kernel [out][in][3][3], out_gradient like out.
struct OneDnnLayer {
    int in = 0, out = 0, side = 0;
    std::vector<float> input, kernel, out_gradient;
};

struct OneDnnRun {
    std::vector<float> output, in_gradient, kernel_gradient;  // plain again
    std::function<void()> forward, data_gradient, weight_gradient;
};

// To be called first of all: begins the program again if that is what it takes to have one thread.
void onednn_on_one_thread(char** argv);

// To be called before the first layer: the instructions that "AVX3" or "AVX2" stand for. False if oneDNN is
// not there or has already begun with others.
bool onednn_begins(std::string_view target);

OneDnnRun onednn_layer(const OneDnnLayer& layer);

}  // namespace nanonas
