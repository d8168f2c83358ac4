// SPDX-License-Identifier: MIT
#include "run/job.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// Lets work be stopped, but says nothing of it.
class Silent : public Progress {
  public:
    explicit Silent(const Progress& user) : user_(user) {}
    bool stop_requested() const override { return user_.stop_requested(); }

  private:
    const Progress& user_;
};

// Whether the page was made after the result that it shows.
bool is_reported(const fs::path& folder) {
    std::error_code no_page, no_result;
    const auto page = fs::last_write_time(folder / "report.html", no_page);
    const auto result = fs::last_write_time(folder / "result.json", no_result);
    return !no_page && !no_result && page >= result;
}

}  // namespace

Result<RunResult> perform(const RunJob& job, Workers* workers, const RunReporter& reporter,
                          Progress& progress) {
    const RunOptions options{job.out, job.resume, job.force, LastStage::all, workers};
    NANONAS_TRY(RunResult result, run(job.settings, options, progress));
    if (reporter && !is_reported(job.out)) {
        Silent silent(progress);
        NANONAS_TRY_VOID(reporter(job.out, job.settings, job.pictures, silent));
    }
    return result;
}

}  // namespace nanonas
