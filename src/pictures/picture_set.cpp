// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>
#include <utility>

#include "base/plain_text.h"
#include "pictures/decode_folder.h"
#include "pictures/load_picture.h"
#include "pictures/picture_cache.h"

namespace nanonas {
namespace {

// Whether a picture that could not be read can be read now. The cache's identity does not tell, because what
// was in the way (a permission, for example) leaves a file's time of change as it was.
bool readable_by_now(const CacheContents& contents, const PictureFolder& folder,
                     const DecodeOptions& decode) {
    return std::any_of(contents.unreadable.begin(), contents.unreadable.end(), [&](const auto& picture) {
        return load_picture(folder.folder / picture.path, picture.path, decode, nullptr).has_value();
    });
}

// Opens the cache that is there; none if there is none, or if it can't be used as it is.
std::optional<CacheFile> open_existing(const CacheIdentity& cache, const PictureFolder& folder,
                                       const DecodeOptions& decode, bool verify, Progress& progress) {
    auto file = CacheFile::open(cache);
    if (file && *file && verify) {
        if (auto intact = (*file)->verify(); !intact) file = tl::unexpected(intact.error());
    }
    if (!file) {
        progress.note(file.error().message);
        return std::nullopt;
    }
    if (*file && readable_by_now((*file)->contents(), folder, decode)) return std::nullopt;
    return std::move(*file);
}

Result<CacheFile> open_or_build(const PictureFolder& folder, const DecodeOptions& decode,
                                const CacheOptions& options, Progress& progress) {
    NANONAS_TRY(const CacheIdentity cache, cache_identity(folder, decode, options.folder));
    if (auto file = open_existing(cache, folder, decode, options.verify, progress)) return std::move(*file);
    NANONAS_TRY_VOID(decode_folder(folder, decode, options, cache, progress));
    NANONAS_TRY(auto file, CacheFile::open(cache));
    if (!file) {
        return failure("Other pictures of \"{}\" were put into the cache \"{}\" meanwhile; try again.",
                       folder.folder.string(), cache.path.string());
    }
    return std::move(*file);
}

// A reason without the name of the picture that it begins with.
std::string_view reason_alone(const UnreadablePicture& picture) {
    const std::string quoted = fmt::format("\"{}\"", plain_name(picture.path));
    std::string_view reason = picture.reason;
    if (reason.starts_with(quoted)) reason.remove_prefix(quoted.size());
    return reason;
}

std::string first_reasons(const std::vector<UnreadablePicture>& unreadable) {
    constexpr std::size_t most = 5;
    const bool all_the_same =
        std::all_of(unreadable.begin(), unreadable.end(), [&](const UnreadablePicture& picture) {
            return reason_alone(picture) == reason_alone(unreadable.front());
        });
    if (all_the_same && unreadable.size() > most) {
        std::string others;
        for (std::size_t i = 1; i < most; ++i) {
            others += fmt::format("{}\"{}\"", i == 1 ? "" : ", ", plain_name(unreadable[i].path));
        }
        return fmt::format("\n  {}\n  and so it is with {} and {} more", unreadable.front().reason, others,
                           unreadable.size() - most);
    }
    std::string text;
    for (std::size_t i = 0; i < std::min(most, unreadable.size()); ++i) text += "\n  " + unreadable[i].reason;
    if (unreadable.size() > most) text += fmt::format("\n  and {} more", unreadable.size() - most);
    return text;
}

Result<void> judge_unreadable(const CacheContents& contents, const PictureFolder& folder, bool skip,
                              Progress& progress) {
    const std::size_t count = contents.unreadable.size();
    if (count == 0) return {};
    const std::string first = first_reasons(contents.unreadable);
    if (contents.slots.empty()) {
        return failure("None of the {} files in \"{}\" is a picture that can be read:{}", count,
                       folder.folder.string(), first);
    }
    const std::string how_many = fmt::format("{} of {} pictures in \"{}\" can't be read", count,
                                             folder.files.size(), folder.folder.string());
    if (!skip) {
        return failure("{}; replace or remove them, or leave them out with --skip-unreadable:{}", how_many,
                       first);
    }
    progress.note(fmt::format("{} and are left out:{}", how_many, first));
    return {};
}

// What of the pictures the network won't see, or can't tell apart.
void tell_what_changed(const CacheContents& contents, const PictureFolder& folder, const InputShape& shape,
                       Progress& progress) {
    const auto tell = [&](std::uint32_t count, std::string_view one, std::string_view several) {
        if (count == 0) return;
        progress.note(
            fmt::format("{} of {} pictures {}.", count, contents.slots.size(), count == 1 ? one : several));
    };
    const std::string size = fmt::format("{}x{}", shape.height, shape.width);
    tell(contents.enlarged, fmt::format("is smaller than {} and was enlarged", size),
         fmt::format("are smaller than {} and were enlarged", size));
    tell(contents.transparent,
         "has transparent parts; what lies under them is seen as if it were not transparent",
         "have transparent parts; what lies under them is seen as if it were not transparent");
    tell(contents.deep, "has more than 8 bits a channel, of which the highest 8 are taken",
         "have more than 8 bits a channel, of which the highest 8 are taken");
    if (contents.all_equal) {
        progress.note(fmt::format(
            "All {} pictures in \"{}\" are equal once they are {}: no network can tell them apart.",
            contents.slots.size(), folder.folder.string(), size));
    }
}

}  // namespace

struct PictureSet::State {
    InputShape shape;
    std::vector<std::string> classes;
    std::shared_ptr<const CacheFile> file;
    std::optional<std::vector<std::uint32_t>> members;  // of the file's pictures; none: all

    std::uint32_t in_file(std::uint32_t picture) const { return members ? (*members)[picture] : picture; }
    const CacheContents& contents() const { return file->contents(); }
};

PictureSet::PictureSet(std::unique_ptr<State> state) : state_(std::move(state)) {}
PictureSet::PictureSet(PictureSet&&) noexcept = default;
PictureSet& PictureSet::operator=(PictureSet&&) noexcept = default;
PictureSet::~PictureSet() = default;

Result<PictureSet> PictureSet::open(const PictureFolder& folder, const DecodeOptions& decode,
                                    const CacheOptions& cache, Progress& progress) {
    NANONAS_TRY_VOID(check_input_shape(decode.shape));
    NANONAS_TRY(CacheFile file, open_or_build(folder, decode, cache, progress));
    NANONAS_TRY_VOID(judge_unreadable(file.contents(), folder, cache.skip_unreadable, progress));
    tell_what_changed(file.contents(), folder, decode.shape, progress);
    return PictureSet(std::make_unique<State>(State{
        decode.shape, folder.classes, std::make_shared<const CacheFile>(std::move(file)), std::nullopt}));
}

PictureSet PictureSet::part(std::vector<std::uint32_t> pictures) const {
    for (std::uint32_t& picture : pictures) picture = state_->in_file(picture);
    return PictureSet(
        std::make_unique<State>(State{state_->shape, state_->classes, state_->file, std::move(pictures)}));
}

InputShape PictureSet::shape() const {
    return state_->shape;
}

std::uint32_t PictureSet::size() const {
    return static_cast<std::uint32_t>(state_->members ? state_->members->size()
                                                      : state_->contents().slots.size());
}

int PictureSet::label(std::uint32_t picture) const {
    return static_cast<int>(state_->contents().labels[state_->in_file(picture)]);
}

Result<void> PictureSet::read(std::uint32_t picture, std::span<std::uint8_t> out) const {
    return state_->file->read_slot(state_->contents().slots[state_->in_file(picture)], out);
}

const std::vector<std::string>& PictureSet::classes() const {
    return state_->classes;
}

std::string PictureSet::path(std::uint32_t picture) const {
    return state_->contents().name(state_->in_file(picture));
}

const std::vector<UnreadablePicture>& PictureSet::unreadable() const {
    return state_->contents().unreadable;
}

std::uint32_t PictureSet::smaller_than_input() const {
    return state_->contents().enlarged;
}

}  // namespace nanonas
