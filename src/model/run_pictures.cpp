// SPDX-License-Identifier: MIT
#include "model/run_pictures.h"

#include <algorithm>

#include "folder/file_lock.h"
#include "nanonas/sample.h"
#include "nanonas/survey.h"
#include "pictures/picture_cache.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// One row of pictures, divided.
constexpr SampleOptions sample_training{2400, 64, 0, 1, 0};
constexpr SampleOptions sample_test{600, 64, 0, 1, sample_training.count};

// The sample set's folder for these options, drawn if it is not there.
Result<PictureFolder> drawn_sample(const fs::path& cache, SampleOptions options, Progress& progress) {
    const std::string name = fmt::format("sample-{}-{}-from-{}", options.count, options.size, options.first);
    NANONAS_TRY(const FileLock lock, FileLock::hold(cache / (name + ".lock")));
    if (auto folder = scan_folder(cache / name)) return folder;
    NANONAS_TRY_VOID(write_sample(cache / name, options, progress));
    return scan_folder(cache / name);
}

Result<RunFolders> list_sample(const RunSettings& settings, Progress& progress) {
    NANONAS_TRY(const fs::path cache, cache_folder(settings.cache));
    SampleOptions training = sample_training, test = sample_test;
    training.threads = test.threads = thread_count(settings);
    RunFolders folders;
    folders.drawn = true;
    NANONAS_TRY(folders.training, drawn_sample(cache, training, progress));
    NANONAS_TRY(folders.test, drawn_sample(cache, test, progress));
    return folders;
}

class Fnv1a {
  public:
    void add(std::string_view text) {
        for (const char c : text) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    }
    std::string text() const { return fmt::format("{:016x}", hash_); }

  private:
    std::uint64_t hash_ = 0xCBF29CE484222325u;
};

// The split that the folder has, else one by lot.
Result<Split> split_of(const PictureSet& set, const RunFolders& folders, const RunSettings& settings) {
    if (folders.validation.empty()) {
        return split_pictures(set, set.classes(), settings.val_split, settings.seed);
    }
    Split split;
    std::vector<bool> trained(set.classes().size());
    for (std::uint32_t picture = 0; picture < set.size(); ++picture) {
        const bool validates = set.path(picture).starts_with(folders.validation + "/");
        (validates ? split.validation : split.training).push_back(picture);
        if (!validates) trained[static_cast<std::size_t>(set.label(picture))] = true;
    }
    const auto untrained = std::find(trained.begin(), trained.end(), false);
    if (untrained != trained.end()) {
        return failure("Class \"{}\" has no readable picture to train with.",
                       set.classes()[static_cast<std::size_t>(untrained - trained.begin())]);
    }
    if (split.validation.empty()) {
        return failure("\"{}\" has no readable picture to validate with.",
                       (folders.training.folder / folders.validation).string());
    }
    return split;
}

}  // namespace

std::string RunFolders::fingerprint() const {
    Fnv1a files, times;
    for (const PictureFolder* folder : {&training, test ? &*test : nullptr}) {
        if (!folder) continue;
        for (const PictureFile& file : folder->files) {
            files.add(fmt::format("{}\n{}\n", file.path, file.bytes));
            times.add(fmt::format("{}\n", file.modified_ns));
        }
    }
    return drawn ? files.text() : fmt::format("{}-{}", files.text(), times.text());
}

std::string_view files_in(std::string_view fingerprint) {
    return fingerprint.substr(0, fingerprint.find('-'));
}

bool same_pictures(std::string_view recorded, std::string_view now) {
    const bool times_known = recorded.find('-') != recorded.npos && now.find('-') != now.npos;
    return times_known ? recorded == now : files_in(recorded) == files_in(now);
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
    NANONAS_TRY(static_cast<DividedPictures&>(folders), scan_pictures(settings.pictures, settings.test));
    if (!folders.division.empty()) progress.note(folders.division);
    if (folders.test && settings.test_split) {
        return usage_error("\"{}\" has the pictures to test with; leave --test-split out.",
                           folders.test->folder.string());
    }
    if (folders.test) NANONAS_TRY_VOID(same_classes(*folders.test, folders.training.classes));
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
    std::optional<PictureSet> test;
    if (settings.test_split) {
        NANONAS_TRY(TestSplit apart, split_off_test(set, *settings.test_split, settings.seed));
        progress.note(apart.sentence);
        test = set.part(std::move(apart.test));
        set = set.part(std::move(apart.rest));
    }
    NANONAS_TRY(Split split, split_of(set, folders, settings));
    RunPictures pictures{std::move(set), std::move(split), std::move(test)};
    if (folders.test) {
        NANONAS_TRY(pictures.test, PictureSet::open(*folders.test, decode, cache, progress));
    }
    return pictures;
}

}  // namespace nanonas
