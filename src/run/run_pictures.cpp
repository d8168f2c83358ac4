// SPDX-License-Identifier: MIT
#include "run/run_pictures.h"

#include <algorithm>

#include "base/temporary_folder.h"
#include "data/picture_cache.h"
#include "nanonas/sample.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr SampleOptions sample_training{2400, 64, 0, 1};
constexpr SampleOptions sample_test{600, 64, 1, 1};

// The sample set's folder for these options, drawn if it is not there.
Result<fs::path> drawn_sample(const fs::path& cache, const char* purpose, SampleOptions options,
                              Progress& progress) {
    const fs::path folder =
        cache / fmt::format("sample-{}-{}-{}-{}", purpose, options.count, options.size, options.seed);
    if (fs::is_directory(folder)) return folder;
    // Drawn beside its place, so that a killed run leaves nothing that looks complete.
    std::string pending = folder.string() + ".XXXXXX";
    if (!::mkdtemp(pending.data())) return failure("\"{}\" could not be created.", folder.string());
    std::error_code error;
    auto written = write_sample(pending, options, progress);
    if (written) fs::rename(pending, folder, error);
    if (written && (!error || fs::is_directory(folder))) return folder;  // another run may have been first
    std::error_code ignored;
    fs::remove_all(pending, ignored);
    NANONAS_TRY_VOID(written);
    return failure("\"{}\" could not be written: {}.", folder.string(), error.message());
}

Result<RunFolders> list_sample(const RunSettings& settings, Progress& progress) {
    NANONAS_TRY(const fs::path cache, cache_folder(settings.cache));
    SampleOptions training = sample_training, test = sample_test;
    training.threads = test.threads = thread_count(settings);
    NANONAS_TRY(const fs::path training_folder, drawn_sample(cache, "training", training, progress));
    NANONAS_TRY(const fs::path test_folder, drawn_sample(cache, "test", test, progress));
    RunFolders folders;
    NANONAS_TRY(folders.training, scan_folder(training_folder));
    NANONAS_TRY(folders.test, scan_folder(test_folder));
    return folders;
}

// Whether the "classes" are the two parts of a data set, each with the classes in it.
bool is_divided(const PictureFolder& folder) {
    return folder.classes == std::vector<std::string>{"test", "train"} &&
           std::all_of(folder.files.begin(), folder.files.end(), [](const PictureFile& file) {
               return std::count(file.path.begin(), file.path.end(), '/') >= 2;
           });
}

void add_to_fingerprint(const PictureFolder& folder, std::uint64_t& hash) {
    const auto add = [&](std::string_view text) {  // FNV-1a
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    };
    for (const PictureFile& file : folder.files) add(fmt::format("{}\n{}\n", file.path, file.bytes));
}

}  // namespace

std::string RunFolders::fingerprint() const {
    std::uint64_t hash = 0xCBF29CE484222325u;
    add_to_fingerprint(training, hash);
    if (test) add_to_fingerprint(*test, hash);
    return fmt::format("{:016x}", hash);
}

Result<void> same_classes(const PictureFolder& test, const std::vector<std::string>& classes) {
    if (test.classes == classes) return {};
    const auto only = [](const std::vector<std::string>& here, const std::vector<std::string>& there) {
        std::vector<std::string> names;
        std::set_difference(here.begin(), here.end(), there.begin(), there.end(), std::back_inserter(names));
        return names;
    };
    std::vector<std::string> differences;
    const auto missing = only(classes, test.classes), extra = only(test.classes, classes);
    if (!missing.empty()) differences.push_back(fmt::format("lacks \"{}\"", fmt::join(missing, "\", \"")));
    if (!extra.empty()) {
        differences.push_back(
            fmt::format("has \"{}\" that the network was not trained for", fmt::join(extra, "\", \"")));
    }
    return failure("The test folder \"{}\" {}; give it the same classes as the training folder.",
                   test.folder.string(), fmt::join(differences, " and "));
}

Result<RunFolders> list_pictures(const RunSettings& settings, Progress& progress) {
    if (settings.pictures.empty()) return list_sample(settings, progress);
    RunFolders folders;
    NANONAS_TRY(folders.training, scan_folder(settings.pictures));
    fs::path test = settings.test;
    if (test.empty() && is_divided(folders.training)) {
        progress.note(fmt::format("\"{}\" is divided into train and test, and so it is used.",
                                  settings.pictures.string()));
        NANONAS_TRY(folders.training, scan_folder(settings.pictures / "train"));
        test = settings.pictures / "test";
    }
    if (!test.empty()) {
        NANONAS_TRY(folders.test, scan_folder(test, 1));
        NANONAS_TRY_VOID(same_classes(*folders.test, folders.training.classes));
    }
    return folders;
}

DecodeOptions decode_options(const RunSettings& settings) {
    return {settings.input, settings.resize, settings.ignore_orientation};
}

CacheOptions cache_options(const RunSettings& settings) {
    return {settings.cache, settings.verify_cache, settings.skip_unreadable, thread_count(settings),
            settings.max_memory};
}

Result<RunPictures> open_pictures(const RunFolders& folders, const RunSettings& settings,
                                  Progress& progress) {
    const DecodeOptions decode = decode_options(settings);
    const CacheOptions cache = cache_options(settings);
    NANONAS_TRY(PictureSet set, PictureSet::open(folders.training, decode, cache, progress));
    NANONAS_TRY(Split split, split_pictures(set, set.classes(), settings.val_split, settings.seed));
    RunPictures pictures{std::move(set), std::move(split), {}};
    if (folders.test) {
        NANONAS_TRY(pictures.test, PictureSet::open(*folders.test, decode, cache, progress));
    }
    return pictures;
}

}  // namespace nanonas
