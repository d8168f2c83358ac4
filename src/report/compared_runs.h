// SPDX-License-Identifier: MIT
// What pages about several runs show of them: a comparison of runs, and a study.
#pragma once

#include <vector>

#include "nanonas/run_record.h"
#include "report/parts.h"

namespace nanonas {

struct ComparedRun {
    RunRecord files;
    std::string name;
    std::size_t series = 0;  // what it belongs to, and so its colour
};

struct ComparedRuns {
    std::vector<ComparedRun> runs;    // numbered from 1
    std::vector<std::string> series;  // what each colour stands for
    // Accuracies of a page are all of the same kind: of int8 networks on test pictures if every run has them,
    // of float networks on validation pictures otherwise.
    bool tested = false;

    std::optional<double> accuracy(const RunRecord& run) const {
        return tested ? run.test_int8 : run.val_accuracy;
    }
};

bool all_tested(const std::vector<ComparedRun>& runs);

// A class of page.css; a few colours take turns.
std::string series_style(std::size_t series);
Markup series_number(std::size_t series, std::size_t number);  // a number on its colour

Markup count_cell(const std::optional<std::int64_t>& value, const std::optional<std::int64_t>& limit = {});

// Accuracy against MACC, RAM and Flash; a numbered point a run.
Markup compared_costs(const ComparedRuns& compared);
// The final trainings.
Markup compared_curves(const ComparedRuns& compared);

}  // namespace nanonas
