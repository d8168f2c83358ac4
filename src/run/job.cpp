// SPDX-License-Identifier: MIT
#include "run/job.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"

namespace nanonas {
namespace {

using Json = nlohmann::json;

Result<Job> read_job(const Json& json) {
    RunSettings settings;
    NANONAS_TRY_VOID(apply_toml(json.at("settings").get<std::string>(), "job", settings));
    if (json.contains("out")) {
        return RunJob{settings, json.at("out").get<std::string>(), json.at("resume"), json.at("force"),
                      json.at("pictures")};
    }
    NANONAS_TRY(const Trial trial, parse_trial(json.at("trial").get<std::string>()));
    return EvaluationJob{settings, json.at("fingerprint"), trial};
}

}  // namespace

std::string to_text(const EvaluationJob& job) {
    return json_line(Json{{"settings", to_toml(job.settings)},
                          {"fingerprint", job.fingerprint},
                          {"trial", to_text(job.trial)}});
}

std::string to_text(const RunJob& job) {
    return json_line(Json{{"settings", to_toml(job.settings)},
                          {"out", job.out.string()},
                          {"resume", job.resume},
                          {"force", job.force},
                          {"pictures", job.pictures}});
}

Result<Job> parse_job(std::string_view text) {
    try {
        return read_job(Json::parse(text));
    } catch (const std::exception& error) {
        return failure("What was received is no job of this version of nanonas: {}.", error.what());
    }
}

Result<RunResult> perform(const RunJob& job, Workers* workers, Progress& progress) {
    return run(job.settings,
               {.out = job.out,
                .resume = job.resume,
                .force = job.force,
                .workers = workers,
                .report = RunPage{.pictures = job.pictures}},
               progress);
}

std::string to_text(const Evaluation& evaluation) {
    return json_line(Json{{"val_accuracy", evaluation.val_accuracy}, {"seconds", evaluation.seconds}});
}

Result<Evaluation> parse_evaluation(std::string_view text) {
    try {
        const Json json = Json::parse(text);
        return Evaluation{json.at("val_accuracy"), json.at("seconds")};
    } catch (const std::exception& error) {
        return failure("What was received is no evaluation: {}.", error.what());
    }
}

}  // namespace nanonas
