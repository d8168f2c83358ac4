// SPDX-License-Identifier: MIT
#include "report/looked_at.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "model/model_input.h"
#include "model/run_pictures.h"
#include "nanonas/interpreter.h"
#include "nanonas/thread_pool.h"

namespace nanonas {
namespace {

constexpr std::uint32_t chunk = 64;  // pictures between two looks at the progress
constexpr std::size_t most_of_a_class = 8, most_on_sheet = 96;

Result<void> stop_if_asked(const Progress& progress) {
    if (!progress.stop_requested()) return {};
    return tl::unexpected<Error>({ErrorKind::interrupted, "The report was interrupted."});
}

struct Judged {
    std::uint32_t picture = 0;
    int label = 0, answer = 0;
    float answer_probability = 0, label_probability = 0;

    // Worse first; a defined order, so that threads do not matter.
    bool operator<(const Judged& other) const {
        const float mine = answer_probability - label_probability;
        const float its = other.answer_probability - other.label_probability;
        return mine != its ? mine > its : picture < other.picture;
    }
};

Judged judge(const Graph& graph, std::span<const std::uint8_t> output, std::uint32_t picture, int label) {
    const std::vector<float> all = probabilities(graph, output);
    const auto answer = std::max_element(all.begin(), all.end()) - all.begin();
    return {picture, label, static_cast<int>(answer), all[static_cast<std::size_t>(answer)],
            all[static_cast<std::size_t>(label)]};
}

// Judges the pictures of one worker and keeps its worst mistakes.
struct Examiner {
    Interpreter interpreter;
    Confusion confusion;
    std::vector<Judged> mistakes;

    Result<void> examine(const Graph& graph, const PictureSource& source,
                         std::span<const std::uint32_t> pictures, std::size_t most) {
        std::vector<std::uint8_t> input(static_cast<std::size_t>(source.shape().bytes()));
        std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(graph).bytes()));
        for (const std::uint32_t picture : pictures) {
            NANONAS_TRY_VOID(source.read(picture, input));
            to_input(graph, input);
            interpreter.run(input, output);
            const Judged judged = judge(graph, output, picture, source.label(picture));
            ++confusion.at(judged.label, judged.answer);
            if (judged.answer != judged.label) mistakes.push_back(judged);
        }
        std::sort(mistakes.begin(), mistakes.end());
        mistakes.resize(std::min(mistakes.size(), most));
        return {};
    }
};

Confusion no_answers(int classes) {
    const auto n = static_cast<std::size_t>(classes);
    return {classes, std::vector<std::uint32_t>(n * n)};
}

Result<LookedAtPicture> with_pixels(const PictureSet& set, const Judged& judged) {
    LookedAtPicture picture{set.path(judged.picture),
                            judged.label,
                            judged.answer,
                            judged.answer_probability,
                            judged.label_probability,
                            {}};
    picture.pixels.resize(static_cast<std::size_t>(set.shape().bytes()));
    NANONAS_TRY_VOID(set.read(judged.picture, picture.pixels));
    return picture;
}

Result<Tested> examine(const Graph& graph, const PictureSet& set, std::span<const std::uint32_t> pictures,
                       const LookOptions& options, Progress& progress) {
    const int classes = static_cast<int>(set.classes().size());
    const auto most = static_cast<std::size_t>(options.most_mistakes);
    std::vector<Examiner> examiners;
    for (int i = 0; i < options.threads; ++i) {
        NANONAS_TRY(Interpreter interpreter, Interpreter::create(graph));
        examiners.push_back({std::move(interpreter), no_answers(classes), {}});
    }
    std::vector<Result<void>> done((pictures.size() + chunk - 1) / chunk);
    ThreadPool(options.threads).parallel_for(done.size(), [&](std::size_t i, int worker) {
        const auto part =
            pictures.subspan(i * chunk, std::min<std::size_t>(chunk, pictures.size() - i * chunk));
        done[i] = stop_if_asked(progress);
        if (done[i]) done[i] = examiners[static_cast<std::size_t>(worker)].examine(graph, set, part, most);
    });
    for (const auto& part : done) NANONAS_TRY_VOID(part);

    Tested tested{false, static_cast<std::uint32_t>(pictures.size()), no_answers(classes), {}};
    std::vector<Judged> mistakes;
    for (const Examiner& examiner : examiners) {
        for (std::size_t i = 0; i < tested.confusion.counts.size(); ++i)
            tested.confusion.counts[i] += examiner.confusion.counts[i];
        mistakes.insert(mistakes.end(), examiner.mistakes.begin(), examiner.mistakes.end());
    }
    std::sort(mistakes.begin(), mistakes.end());
    mistakes.resize(std::min(mistakes.size(), most));
    for (const Judged& judged : mistakes) {
        NANONAS_TRY(LookedAtPicture picture, with_pixels(set, judged));
        tested.mistakes.push_back(std::move(picture));
    }
    return tested;
}

// Why the model can't be shown these pictures; empty if it can.
std::string why_not_tested(const RunFiles& run, const PictureSet& set) {
    if (!run.graph) return "There is no quantised network to test yet.";
    const auto shape = classifier_input(*run.graph, "model.tflite");
    if (!shape) return shape.error().message;
    if (*shape != set.shape())
        return "The network takes pictures of another size than the run's settings say.";
    if (output_tensor(*run.graph).elements() != std::ssize(set.classes())) {
        return fmt::format("The network knows {} classes, but the folder has {}.",
                           output_tensor(*run.graph).elements(), set.classes().size());
    }
    return {};
}

// So many of `all`, evenly spaced.
std::vector<std::uint32_t> spread(const std::vector<std::uint32_t>& all, std::size_t count) {
    std::vector<std::uint32_t> some;
    count = std::min(count, all.size());
    for (std::size_t i = 0; i < count; ++i) some.push_back(all[i * all.size() / count]);
    return some;
}

Result<void> count_and_pick(const RunPictures& pictures, LookedAt& seen) {
    const std::size_t classes = seen.classes.size();
    seen.counts.resize(classes);
    std::vector<std::vector<std::uint32_t>> by_class(classes);
    const auto label = [](const PictureSet& set, std::uint32_t i) {
        return static_cast<std::size_t>(set.label(i));
    };
    for (const std::uint32_t i : pictures.split.training) by_class[label(pictures.set, i)].push_back(i);
    for (const std::uint32_t i : pictures.split.validation) ++seen.counts[label(pictures.set, i)].validation;
    for (std::uint32_t i = 0; pictures.test && i < pictures.test->size(); ++i)
        ++seen.counts[label(*pictures.test, i)].test;
    const std::size_t each = std::clamp<std::size_t>(most_on_sheet / classes, 1, most_of_a_class);
    for (std::size_t c = 0; c < classes; ++c) {
        seen.counts[c].training = static_cast<std::uint32_t>(by_class[c].size());
        auto& row = seen.sheet.emplace_back();
        if (c >= most_on_sheet) continue;
        for (const std::uint32_t i : spread(by_class[c], each)) {
            NANONAS_TRY(LookedAtPicture picture,
                        with_pixels(pictures.set, {i, static_cast<int>(c), static_cast<int>(c), 0, 0}));
            row.push_back(std::move(picture));
        }
    }
    return {};
}

}  // namespace

Result<LookedAt> look_at_pictures(const RunFiles& run, const LookOptions& options, Progress& progress) {
    if (!run.settings) return failure("Without the run's settings its pictures can't be found.");
    RunSettings settings = *run.settings;
    settings.threads = options.threads;
    if (!options.cache.empty()) settings.cache = options.cache;
    NANONAS_TRY(const RunFolders folders, list_pictures(settings, progress));
    NANONAS_TRY(const RunPictures pictures, open_pictures(folders, settings, progress));

    LookedAt seen;
    seen.shape = pictures.set.shape();
    seen.classes = pictures.set.classes();
    seen.has_test = pictures.test.has_value();
    seen.changed = !run.fingerprint.empty() && run.fingerprint != folders.fingerprint();
    NANONAS_TRY_VOID(count_and_pick(pictures, seen));
    seen.not_tested = why_not_tested(run, pictures.set);
    if (!seen.not_tested.empty()) return seen;

    std::vector<std::uint32_t> indices = pictures.split.validation;
    if (pictures.test) {
        indices.resize(pictures.test->size());
        std::iota(indices.begin(), indices.end(), 0u);
    }
    NANONAS_TRY(seen.tested, examine(*run.graph, pictures.test ? *pictures.test : pictures.set, indices,
                                     options, progress));
    seen.tested->on_test_set = seen.has_test;
    return seen;
}

}  // namespace nanonas
