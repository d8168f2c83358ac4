// SPDX-License-Identifier: MIT
/// @file
/// A run as a page for people who were not there: one HTML file that needs nothing from elsewhere.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "nanonas/progress.h"
#include "nanonas/result.h"
#include "nanonas/run_record.h"

namespace nanonas {

/// What a page shows, and how fast it is made.
struct ReportOptions {
    bool pictures = true;              ///< embed some of the run's pictures
    std::filesystem::path cache = {};  ///< folder for resized pictures, instead of the run's
    int threads = 1;                   ///< to test the network with
    std::string title = {};            ///< of the page; empty: what the run is for
};

/// The page about a run: of the same record always the same.
Result<std::string> report_page(const RunRecord& run);

/// Adds the run's pictures, opened through its own settings, and its test: the one that the run left, or of
/// an older run a new one. Where they can't be opened, the record says why. Errors: a stop (interrupted).
Result<void> add_pictures(RunRecord& run, const ReportOptions& options, Progress& progress);

/// The page about one run folder, with its pictures. What an unfinished or older run lacks is said in the
/// page; the same folder gives the same page. Errors: no run folder, or a stop (interrupted).
Result<std::string> report_page(const std::filesystem::path& run, const ReportOptions& options,
                                Progress& progress);

/// A page that compares two or more runs; `title` may be empty. Opens no pictures.
Result<std::string> comparison_page(std::span<const std::filesystem::path> runs,
                                    std::string_view title = {});

/// Writes run/report.html and returns its path.
Result<std::filesystem::path> write_report(const std::filesystem::path& run, const ReportOptions& options,
                                           Progress& progress);

}  // namespace nanonas
