// SPDX-License-Identifier: MIT
// The texts that workers are sent: jobs and their results.
#pragma once

#include <filesystem>
#include <variant>

#include "nanonas/run.h"
#include "nanonas/workers.h"

namespace nanonas {

// One trial of a search over these pictures.
struct EvaluationJob {
    RunSettings settings;
    std::string fingerprint;  // of the leader's pictures; a worker must see the same
    Trial trial;
};

// A run of a study.
struct RunJob {
    RunSettings settings;
    std::filesystem::path out;
    bool resume = false, force = false;
    bool pictures = true;  // in its report
};

using Job = std::variant<EvaluationJob, RunJob>;

std::string to_text(const EvaluationJob& job);
std::string to_text(const RunJob& job);
Result<Job> parse_job(std::string_view text);

// Runs, perhaps with the help of workers, as far as the report. What is finished already is not done again.
Result<RunResult> perform(const RunJob& job, Workers* workers, Progress& progress);

std::string to_text(const Evaluation& evaluation);
Result<Evaluation> parse_evaluation(std::string_view text);

}  // namespace nanonas
