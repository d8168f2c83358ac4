// SPDX-License-Identifier: MIT
#include "nanonas/study.h"

#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "folder/file_names.h"
#include "model/run_pictures.h"
#include "nanonas/run_plan.h"
#include "run/job.h"
#include "run/output_place.h"
#include "study/study_settings.h"
#include "system/files.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr const char* settings_file = "study.toml";
constexpr const char* result_file = "study.json";

// What several runs at once see of the user's progress: one call waits for the other, and once one run has
// failed the others are asked to stop.
class StudyProgress : public Progress {
  public:
    explicit StudyProgress(Progress& user) : user_(user) {}

    void update(const ProgressUpdate& now) override {
        const std::lock_guard lock(mutex_);
        user_.update(now);
    }
    void note(std::string_view sentence) override {
        const std::lock_guard lock(mutex_);
        user_.note(sentence);
    }
    bool stop_requested() const override { return failed_ || user_.stop_requested(); }
    void stop() { failed_ = true; }

  private:
    Progress& user_;
    std::mutex mutex_;
    std::atomic<bool> failed_{false};
};

std::string outcome(const StudyRun& run) {
    if (!run.result) return run.name + ": no network fits";
    const RunResult& result = *run.result;
    const std::string accuracy = result.test_int8 ? fmt::format(", test {:.3f}", *result.test_int8) : "";
    return fmt::format("{}: {} val {:.3f}{}", run.name, name(result.architecture),
                       result.val_accuracy.value_or(0), accuracy);
}

// The runs of one study, handed out to this process and to each of the workers.
class Sweep {
  public:
    Sweep(std::vector<StudyRun>& runs, const StudyOptions& options, Progress& progress)
        : runs_(runs), options_(options), progress_(progress) {}

    Result<void> perform();

  private:
    void work(bool here);
    Result<RunResult> perform(const StudyRun& run, bool here);
    void finish(StudyRun& run, Result<RunResult> result);

    std::vector<StudyRun>& runs_;
    const StudyOptions& options_;
    StudyProgress progress_;
    std::mutex mutex_;  // of all below
    std::size_t next_ = 0;
    std::int64_t done_ = 0;
    std::optional<Error> error_;
};

Result<void> Sweep::perform() {
    const int workers = options_.workers ? options_.workers->capacity(Workers::Share::process) : 0;
    std::vector<std::thread> others;
    for (int i = 0; i < workers; ++i) others.emplace_back([this] { work(false); });
    work(true);
    for (std::thread& other : others) other.join();
    if (error_) return tl::unexpected(*error_);
    return {};
}

void Sweep::work(bool here) {
    while (true) {
        StudyRun* run = nullptr;
        {
            const std::lock_guard lock(mutex_);
            if (next_ == runs_.size() || error_) return;
            run = &runs_[next_++];
        }
        finish(*run, perform(*run, here));
    }
}

Result<RunResult> Sweep::perform(const StudyRun& run, bool here) {
    const RunJob job{run.settings, fs::absolute(options_.out / run.name), options_.resume, options_.force,
                     options_.pictures};
    if (here) {
        Workers* const workers = runs_.size() == 1 ? options_.workers : nullptr;
        return nanonas::perform(job, workers, progress_);
    }
    NANONAS_TRY(const std::string text,
                options_.workers->perform(to_text(job), Workers::Share::process, progress_));
    return parse_result(text, run.name);
}

void Sweep::finish(StudyRun& run, Result<RunResult> result) {
    const std::lock_guard lock(mutex_);
    if (!result && result.error().kind != ErrorKind::infeasible) {
        if (!error_ || error_->kind == ErrorKind::interrupted) error_ = result.error();
        progress_.stop();
        return;
    }
    if (result) {
        run.result = std::move(*result);
    } else {
        run.reason = result.error().message;
    }
    progress_.update({"study", ++done_, static_cast<std::int64_t>(runs_.size()), outcome(run)});
}

// Makes the study's folder ready: nothing is lost without --force.
Result<void> begin(const StudySettings& study, const StudyOptions& options) {
    const fs::path settings = options.out / settings_file;
    if (fs::exists(settings) && !options.resume && !options.force) {
        return failure(
            "\"{}\" has a study in it; go on with it (--resume), replace it (--force) or name another "
            "folder.",
            options.out.string());
    }
    std::error_code error;
    if (fs::exists(settings) && options.force) {
        NANONAS_TRY(const StudySettings old, read_study_settings(options.out));
        NANONAS_TRY(const std::vector<StudyRun> runs, study_runs(old));
        for (const StudyRun& run : runs) fs::remove_all(options.out / run.name, error);
    }
    for (const char* file : {result_file, run_file::report}) fs::remove(options.out / file, error);
    constexpr std::array<std::string_view, 3> written{settings_file, result_file, run_file::report};
    remove_pending(options.out, written);
    fs::create_directories(options.out, error);
    return write_atomically(settings, study_toml(study));
}

}  // namespace

Result<std::vector<StudyRun>> study_runs(const StudySettings& study) {
    const auto or_one = [](auto list, auto one) {
        if (list.empty()) list.push_back(one);
        return list;
    };
    std::vector<StudyRun> runs;
    RunSettings settings = with_absolute_paths(study.settings);
    for (const std::string& target : or_one(study.targets, settings.target)) {
        settings.target = target;
        for (const InputShape input : or_one(study.inputs, settings.input)) {
            settings.input = input;
            for (const Family family : or_one(study.variants, settings.family)) {
                settings.family = family;
                for (const std::uint64_t seed : or_one(study.seeds, settings.seed)) {
                    settings.seed = seed;
                    NANONAS_TRY_VOID(resolve(settings));
                    const std::string limits =
                        target_name(settings).empty() ? "limits" : target_name(settings);
                    runs.push_back(
                        {fmt::format("{}_{}_{}_seed{}", limits, to_string(input), to_string(family), seed),
                         settings,
                         {},
                         {}});
                }
            }
        }
    }
    return runs;
}

Result<Study> run_study(const StudySettings& settings, const StudyOptions& options, Progress& progress) {
    if (options.out.empty()) return usage_error("A study needs a folder to write into (--out).");
    if (options.resume && options.force) {
        return usage_error("To resume a study and to replace it (--force) exclude each other.");
    }
    Study study;
    NANONAS_TRY(study.runs, study_runs(settings));
    if (options.workers && settings.settings.threads)
        options.workers->limit_threads(*settings.settings.threads);
    NANONAS_TRY_VOID(apart_from_pictures(study.runs.front().settings, options.out));
    NANONAS_TRY_VOID(list_pictures(study.runs.front().settings, progress));  // before anything is written
    NANONAS_TRY_VOID(begin(settings, options));
    NANONAS_TRY_VOID(Sweep(study.runs, options, progress).perform());
    NANONAS_TRY_VOID(write_atomically(options.out / result_file, to_json(study)));
    return study;
}

Result<StudySettings> read_study_settings(const fs::path& folder) {
    const fs::path file = folder / settings_file;
    NANONAS_TRY(const std::string text, read_text(file));
    return parse_study_toml(text, file.string());
}

Result<Study> read_study(const fs::path& folder) {
    if (!fs::exists(folder / settings_file)) {
        return failure("\"{}\" is not the folder of a study: it has no {}.", folder.string(), settings_file);
    }
    NANONAS_TRY(const StudySettings settings, read_study_settings(folder));
    Study study;
    NANONAS_TRY(study.runs, study_runs(settings));
    for (StudyRun& run : study.runs) {
        const fs::path file = folder / run.name / run_file::result;
        if (!fs::exists(file)) continue;
        NANONAS_TRY(const std::string text, read_text(file));
        NANONAS_TRY(RunResult result, parse_result(text, file.string()));
        if (result.seconds.total) run.result = std::move(result);
    }
    if (fs::exists(folder / result_file)) {
        NANONAS_TRY(const std::string text, read_text(folder / result_file));
        NANONAS_TRY_VOID(read_reasons(text, (folder / result_file).string(), study));
    }
    return study;
}

}  // namespace nanonas
