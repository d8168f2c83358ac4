// SPDX-License-Identifier: MIT
// The run's pictures, opened once more through its own settings: a few of each class, and those that the
// integer network got most wrong.
#include "report/shown_pictures.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "folder/file_names.h"
#include "folder/test_file.h"
#include "graph/classifier.h"
#include "model/run_pictures.h"
#include "nanonas/thread_pool.h"
#include "system/files.h"

namespace nanonas {
namespace {

constexpr std::size_t most_of_a_class = 8, most_on_sheet = 96;

Result<ShownPicture> shown(const PictureSet& set, const Mistake& mistake) {
    ShownPicture picture{set.path(mistake.picture),
                         mistake.label,
                         mistake.answer,
                         mistake.answer_probability,
                         mistake.label_probability,
                         {}};
    picture.pixels.resize(static_cast<std::size_t>(set.shape().bytes()));
    NANONAS_TRY_VOID(set.read(mistake.picture, picture.pixels));
    return picture;
}

// Why the model can't be shown these pictures; empty if it can.
std::string why_not_tested(const RunRecord& run, const PictureSet& set) {
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

Result<void> count_and_pick(const RunPictures& pictures, ShownPictures& seen) {
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
        if (c >= most_on_sheet || !seen.embedded) continue;
        for (const std::uint32_t i : spread(by_class[c], each)) {
            NANONAS_TRY(ShownPicture picture,
                        shown(pictures.set, {i, static_cast<int>(c), static_cast<int>(c), 0, 0}));
            row.push_back(std::move(picture));
        }
    }
    return {};
}

// The pictures that the network is tested with: an index into which set.
struct TestPictures {
    const PictureSet& set;
    std::vector<std::uint32_t> chosen;
};

TestPictures test_pictures(const RunPictures& pictures) {
    if (!pictures.test) return {pictures.set, pictures.split.validation};
    TestPictures all{*pictures.test, std::vector<std::uint32_t>(pictures.test->size())};
    std::iota(all.chosen.begin(), all.chosen.end(), 0u);
    return all;
}

// Whether a kept test is one of these very pictures.
bool is_of(const RunTest& test, const ShownPictures& seen, const TestPictures& pictures) {
    const std::vector<std::uint32_t>& counts = test.int8_network.counts;
    const auto tested = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    return test.on_test_set == seen.has_test && test.int8_network.classes == std::ssize(seen.classes) &&
           tested == pictures.chosen.size() &&
           std::ranges::all_of(test.mistakes, [&](const KeptMistake& kept) {
               return kept.mistake.picture < pictures.set.size() &&
                      pictures.set.path(kept.mistake.picture) == kept.path;
           });
}

// The test that the run left, if it is of these pictures; else it is made again, as for a run of a version
// that left none.
Result<Examination> tested(const RunRecord& run, const ShownPictures& seen, const TestPictures& pictures,
                           const ReportOptions& options, Progress& progress) {
    const std::filesystem::path file = run.folder / run_file::test;
    if (!seen.changed && std::filesystem::exists(file)) {
        NANONAS_TRY(const std::string text, read_text(file));
        if (const auto kept = parse_test(text, file.string()); kept && is_of(*kept, seen, pictures)) {
            Examination examination{kept->int8_network, {}};
            for (const KeptMistake& mistake : kept->mistakes) examination.mistakes.push_back(mistake.mistake);
            return examination;
        }
    }
    ThreadPool pool(options.threads);
    auto again = examine(*run.graph, pictures.set, pictures.chosen, most_kept_mistakes, pool, progress);
    if (!again && again.error().kind == ErrorKind::interrupted) {
        return tl::unexpected<Error>({ErrorKind::interrupted, "The report was interrupted."});
    }
    return again;
}

Result<ShownTest> shown_test(const Examination& examination, const ShownPictures& seen,
                             const TestPictures& pictures) {
    ShownTest test{
        seen.has_test, static_cast<std::uint32_t>(pictures.chosen.size()), examination.confusion, {}};
    for (const Mistake& mistake : examination.mistakes) {
        if (!seen.embedded) break;
        NANONAS_TRY(ShownPicture picture, shown(pictures.set, mistake));
        test.mistakes.push_back(std::move(picture));
    }
    return test;
}

}  // namespace

Result<ShownPictures> shown_pictures(const RunRecord& run, const ReportOptions& options, Progress& progress) {
    if (!run.settings) return failure("Without the run's settings its pictures can't be found.");
    RunSettings settings = *run.settings;
    settings.threads = options.threads;
    if (!options.cache.empty()) settings.cache = options.cache;
    NANONAS_TRY(const RunFolders folders, list_pictures(settings, progress));
    NANONAS_TRY(const RunPictures pictures, open_pictures(folders, settings, progress));

    ShownPictures seen;
    seen.shape = pictures.set.shape();
    seen.classes = pictures.set.classes();
    seen.has_test = pictures.test.has_value();
    seen.embedded = options.pictures;
    seen.changed = !run.fingerprint.empty() && !same_pictures(run.fingerprint, folders.fingerprint());
    NANONAS_TRY_VOID(count_and_pick(pictures, seen));
    seen.not_tested = why_not_tested(run, pictures.set);
    if (!seen.not_tested.empty()) return seen;
    const TestPictures to_test = test_pictures(pictures);
    NANONAS_TRY(const Examination examination, tested(run, seen, to_test, options, progress));
    NANONAS_TRY(seen.tested, shown_test(examination, seen, to_test));
    return seen;
}

}  // namespace nanonas
