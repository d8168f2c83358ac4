// SPDX-License-Identifier: MIT
// The stages of a run, each with the inputs and the settings that it uses. They borrow their inputs. Without
// a folder (null) nothing is kept. The work itself is done by functions of plain values in the rooms before
// this one; here stands what is kept of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "folder/journal.h"
#include "folder/run_folder.h"
#include "folder/test_file.h"
#include "folder/training_file.h"
#include "model/run_pictures.h"
#include "nanonas/codegen.h"
#include "nanonas/emulation.h"
#include "nanonas/run_plan.h"
#include "nanonas/search.h"
#include "run/candidate_evaluation.h"
#include "run/stage.h"

namespace nanonas {

// What the search came to.
struct ChosenNetwork {
    Architecture architecture;
    int evaluated = 0, infeasible = 0, speculative = 0;
    std::optional<double> unused_share;
};

struct SearchStageOptions {
    SearchSpace space;
    Limits limits;
    CostOptions cost;
    std::string_view strategy;        // a name of strategies()
    std::optional<PlanePoint> fixed;  // this network instead of a search
    std::vector<PlanePoint> listed;   // the candidates of a strategy that takes a list
};
// An interrupted search goes on from its journal.
Stage<ChosenNetwork> search_stage(const SearchStageOptions& options, CandidateEvaluation& evaluation,
                                  SearchObserver* observer, const RunFolder* folder);

struct TrainStageOptions {
    TrainingRecipe recipe;
    std::uint64_t seed = 0;
    Math math = Math::exact;
    int threads = 1;
};
Stage<Training> train_stage(const TrainStageOptions& options, const Architecture& architecture,
                            const RunPictures& pictures, TrainingObserver* observer, const RunFolder& folder);

// Calibrates over training pictures that are drawn with the seed.
Stage<Graph> quantize_stage(std::uint64_t seed, const FloatNetwork& network, const RunPictures& pictures,
                            const RunFolder& folder);

// Writes the C anew in every session.
Stage<std::vector<GeneratedFile>> generate_stage(const std::optional<Target>& target, const Graph& graph,
                                                 const std::vector<std::string>& classes,
                                                 const RunFolder& folder);

// Both networks on the test pictures; without any, the integer network on those of the validation.
Stage<RunTest> test_stage(int threads, const FloatNetwork& network, const Graph& graph,
                          const RunPictures& pictures, const RunFolder& folder);

// The C over some 20 pictures of the test, else of the validation, on the target's core. None, and a note
// that says why, where the run has no target, a tool is missing or the C can't be verified; an error only
// where the run was interrupted.
using MaybeVerified = std::optional<Verification>;
Stage<MaybeVerified> verify_stage(const std::optional<Target>& target, const MaybeVerified& earlier,
                                  const std::vector<GeneratedFile>& files, const Graph& graph,
                                  const RunPictures& pictures);

}  // namespace nanonas
