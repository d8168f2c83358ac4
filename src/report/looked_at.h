// SPDX-License-Identifier: MIT
// The run's pictures, opened once more through its own settings: what the integer network makes of those that
// it was not trained with, and a few of each class to look at.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nanonas/progress.h"
#include "nanonas/trained_model.h"
#include "report/run_files.h"

namespace nanonas {

struct LookedAtPicture {
    std::string path;  // relative to its folder
    int label = 0;
    int answer = 0;
    float answer_probability = 0, label_probability = 0;
    std::vector<std::uint8_t> pixels;  // as the network sees it

    float wrong_by() const { return answer_probability - label_probability; }
};

struct Tested {
    bool on_test_set = false;  // else on the validation pictures
    std::uint32_t pictures = 0;
    Confusion confusion;
    std::vector<LookedAtPicture> mistakes;  // the worst ones, worst first
};

struct LookedAt {
    InputShape shape;
    std::vector<std::string> classes;
    struct Counts {
        std::uint32_t training = 0, validation = 0, test = 0;
    };
    std::vector<Counts> counts;  // by class
    bool has_test = false;
    std::vector<std::vector<LookedAtPicture>> sheet;  // training pictures by class
    std::optional<Tested> tested;                     // none without a model
    std::string not_tested;                           // why; empty if it was
    bool changed = false;  // the folders hold other pictures than when the run was begun
};

struct LookOptions {
    std::filesystem::path cache;  // instead of the run's; empty: the run's
    int threads = 1;
    int most_mistakes = 16;
};

// Holds no more pictures than it returns. An error says why the pictures can't be opened.
Result<LookedAt> look_at_pictures(const RunFiles& run, const LookOptions& options, Progress& progress);

}  // namespace nanonas
