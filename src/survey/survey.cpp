// SPDX-License-Identifier: MIT
#include "nanonas/survey.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <numeric>

#include "base/plain_text.h"
#include "nanonas/thread_pool.h"
#include "pictures/orientation.h"
#include "pictures/read_picture.h"
#include "survey/duplicate_groups.h"
#include "survey/survey_warnings.h"

namespace nanonas {
namespace {

constexpr std::int64_t memory_bytes = 8 << 20;  // of pictures that are decoded whole

Result<SurveyedPicture> survey_picture(const std::filesystem::path& path, const std::string& name,
                                       MemoryBudget& budget) try {
    NANONAS_TRY(const OpenedPicture opened, open_picture(path, name));
    const bool aside = turns_aside(read_orientation(opened.file.get(), opened.format));
    std::rewind(opened.file.get());
    HashSink sink;
    NANONAS_TRY_VOID(decode_picture(opened.format, {opened.file.get(), name, 3, &budget}, sink));
    SurveyedPicture picture;
    picture.format = opened.format;
    picture.grey = sink.grey();
    picture.height = static_cast<std::int32_t>(aside ? sink.size().width : sink.size().height);
    picture.width = static_cast<std::int32_t>(aside ? sink.size().height : sink.size().width);
    picture.pixels = sink.pixel_hash();
    picture.look = sink.perceptual_hash();
    return picture;
} catch (const std::bad_alloc&) {
    return failure("There is not enough memory to read \"{}\"; make it smaller or remove it.", name);
}

Median median_of(std::vector<std::int32_t> values) {
    if (values.empty()) return {};
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

// Reads the files of one folder; appends the readable ones.
class FolderReader {
  public:
    FolderReader(const PictureFolder& folder, bool is_test, const SurveyOptions& options, Progress& progress)
        : folder_(folder), is_test_(is_test), options_(options), budget_(memory_bytes), progress_(progress) {}

    Result<FolderSurvey> read(std::vector<SurveyedPicture>& readable) {
        const std::size_t first = readable.size();
        ThreadPool(options_.threads).parallel_for(folder_.files.size(), [&](std::size_t file, int) {
            read_file(static_cast<std::uint32_t>(file), readable);
        });
        if (stopped_) {
            return tl::unexpected<Error>({ErrorKind::interrupted, "Stopped while reading pictures."});
        }
        std::sort(readable.begin() + static_cast<std::ptrdiff_t>(first), readable.end(),
                  [](const SurveyedPicture& a, const SurveyedPicture& b) { return a.file < b.file; });
        std::sort(unreadable_.begin(), unreadable_.end(),
                  [](const auto& a, const auto& b) { return a.path < b.path; });
        return summary(std::span(readable).subspan(first));
    }

  private:
    void read_file(std::uint32_t file, std::vector<SurveyedPicture>& readable) {
        if (stopped_ || progress_.stop_requested()) {
            stopped_ = true;
            return;
        }
        const std::string& name = folder_.files[file].path;
        auto picture = survey_picture(folder_.folder / name, plain_name(name), budget_);
        const std::lock_guard lock(mutex_);
        if (picture) {
            picture->file = file;
            picture->is_test = is_test_;
            readable.push_back(*picture);
        } else {
            unreadable_.push_back({name, std::move(picture.error().message)});
        }
        constexpr std::int64_t pictures_an_update = 64;
        const auto total = static_cast<std::int64_t>(folder_.files.size());
        if (++done_ % pictures_an_update == 0 || done_ == total) progress_.update({"data", done_, total, {}});
    }

    FolderSurvey summary(std::span<const SurveyedPicture> pictures) {
        FolderSurvey survey;
        survey.folder = folder_.folder;
        survey.classes = folder_.classes;
        survey.pictures.resize(folder_.classes.size());
        survey.unreadable = std::move(unreadable_);
        std::vector<std::int32_t> heights, widths;
        for (const SurveyedPicture& picture : pictures) {
            ++survey.pictures[static_cast<std::size_t>(folder_.files[picture.file].label)];
            ++survey.formats[std::string(name_of(picture.format))];
            survey.grey += picture.grey;
            survey.smaller_than_input +=
                picture.height < options_.input.height || picture.width < options_.input.width;
            heights.push_back(picture.height);
            widths.push_back(picture.width);
        }
        survey.height = median_of(std::move(heights));
        survey.width = median_of(std::move(widths));
        return survey;
    }

    const PictureFolder& folder_;
    const bool is_test_;
    const SurveyOptions& options_;
    MemoryBudget budget_;
    Progress& progress_;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;  // guards what follows, what is readable and calls of progress.update
    std::vector<UnreadablePicture> unreadable_;
    std::int64_t done_ = 0;
};

}  // namespace

std::uint32_t FolderSurvey::total() const {
    return std::accumulate(pictures.begin(), pictures.end(), 0u);
}

Result<PictureSurvey> survey_pictures(const PictureFolder& training, const PictureFolder* test,
                                      const SurveyOptions& options, Progress& progress) {
    if (options.near_bits < 0 || options.near_bits > 15) {
        return usage_error("{} differing bits are not between 0 and 15.", options.near_bits);
    }
    std::vector<SurveyedPicture> pictures;
    pictures.reserve(training.files.size() + (test ? test->files.size() : 0));
    PictureSurvey survey;
    NANONAS_TRY(survey.training, FolderReader(training, false, options, progress).read(pictures));
    if (test) {
        NANONAS_TRY(survey.test, FolderReader(*test, true, options, progress).read(pictures));
    }
    find_duplicates(pictures, training, test, options.near_bits, survey);
    survey.warnings = survey_warnings(survey, options.input);
    return survey;
}

}  // namespace nanonas
