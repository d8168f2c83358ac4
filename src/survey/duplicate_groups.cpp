// SPDX-License-Identifier: MIT
#include "survey/duplicate_groups.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "pictures/read_picture.h"
#include "survey/near_duplicates.h"

namespace nanonas {
namespace {

// Disjoint sets; a set's name is its least member.
class Sets {
  public:
    explicit Sets(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0u); }
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a), b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

  private:
    std::vector<std::uint32_t> parent_;
};

class Groups {
  public:
    Groups(std::span<const SurveyedPicture> pictures, const PictureFolder& training,
           const PictureFolder* test)
        : pictures_(pictures), training_(training), test_(test) {}

    DuplicateGroup group(const std::vector<std::uint32_t>& members) const {
        DuplicateGroup group;
        std::set<std::string> classes;
        for (const std::uint32_t i : members) {
            (pictures_[i].is_test ? group.test : group.training).push_back(file(i).path);
            classes.insert(folder(i).classes[static_cast<std::size_t>(file(i).label)]);
        }
        group.classes_differ = classes.size() > 1;
        group.kind = kind(members);
        return group;
    }

  private:
    const PictureFolder& folder(std::uint32_t i) const { return pictures_[i].is_test ? *test_ : training_; }
    const PictureFile& file(std::uint32_t i) const { return folder(i).files[pictures_[i].file]; }

    DuplicateGroup::Kind kind(const std::vector<std::uint32_t>& members) const {
        const std::uint32_t first = members.front();
        const auto all = [&](auto same) { return std::all_of(members.begin(), members.end(), same); };
        if (!all([&](std::uint32_t i) { return pictures_[i].pixels == pictures_[first].pixels; }))
            return DuplicateGroup::Kind::near;
        if (!all([&](std::uint32_t i) { return file(i).bytes == file(first).bytes; }))
            return DuplicateGroup::Kind::pixels;
        const auto bytes = hash_of_file(folder(first).folder / file(first).path);
        return all([&](std::uint32_t i) { return hash_of_file(folder(i).folder / file(i).path) == bytes; })
                   ? DuplicateGroup::Kind::bytes
                   : DuplicateGroup::Kind::pixels;
    }

    std::span<const SurveyedPicture> pictures_;
    const PictureFolder& training_;
    const PictureFolder* test_;
};

}  // namespace

std::optional<PixelHash> hash_of_file(const std::filesystem::path& path) {
    const auto opened = open_picture(path, path.string());
    if (!opened) return std::nullopt;
    XXH3_state_t* state = XXH3_createState();
    XXH3_128bits_reset(state);
    std::array<char, 16384> buffer{};
    for (std::size_t n = 1; n > 0;) {
        n = std::fread(buffer.data(), 1, buffer.size(), opened->file.get());
        XXH3_128bits_update(state, buffer.data(), n);
    }
    const XXH128_hash_t hash = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    return PixelHash{hash.high64, hash.low64};
}

void find_duplicates(std::span<const SurveyedPicture> pictures, const PictureFolder& training,
                     const PictureFolder* test, int near_bits, PictureSurvey& survey) {
    Sets sets(pictures.size());
    std::set<PixelHash> trained;
    std::map<PixelHash, std::uint32_t> first_of;
    for (std::uint32_t i = 0; i < pictures.size(); ++i) {
        const auto [entry, fresh] = first_of.try_emplace(pictures[i].pixels, i);
        if (!fresh) sets.join(entry->second, i);
        if (!pictures[i].is_test) trained.insert(pictures[i].pixels);
    }
    std::vector<PerceptualHash> looks;
    looks.reserve(pictures.size());
    for (const SurveyedPicture& picture : pictures) looks.push_back(picture.look);
    for (const auto& [a, b] : near_pairs(looks, near_bits)) sets.join(a, b);

    std::map<std::uint32_t, std::vector<std::uint32_t>> members;
    for (std::uint32_t i = 0; i < pictures.size(); ++i) members[sets.find(i)].push_back(i);
    const Groups groups(pictures, training, test);
    for (const auto& [name, group] : members) {
        if (group.size() < 2) continue;
        const bool shared = !pictures[group.front()].is_test;  // pictures to train with come first
        for (const std::uint32_t i : group) {
            if (!pictures[i].is_test) continue;
            if (trained.contains(pictures[i].pixels)) {
                ++survey.test_in_training;
            } else if (shared) {
                ++survey.test_near_training;
            }
        }
        survey.duplicates.push_back(groups.group(group));
    }
}

}  // namespace nanonas
