// SPDX-License-Identifier: MIT
// Pictures set apart to test with. What belongs together (frames of one film, copies of one picture) goes to
// one side, so that the test does not flatter.
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"
#include "nanonas/survey.h"
#include "survey/near_duplicates.h"
#include "survey/picture_hash.h"

namespace nanonas {
namespace {

using Indices = std::vector<std::uint32_t>;

// What is held together, the strictest first: where too little is left to choose from, the next is tried.
enum class Together { prefixes_and_near, near, equal };

// The start of a name that a counter ends, with its folder: "cats/film2_0031.jpg" is of "cats/film2". Empty
// where the name is nothing but a number in a class' own folder, or has no number at its end.
std::string counted_prefix(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = path.substr(0, slash);
    const std::string stem = path.substr(slash + 1, path.rfind('.') - slash - 1);
    const std::size_t last = stem.find_last_not_of("0123456789");
    if (last + 1 == stem.size()) return {};  // npos + 1 is 0, and no stem is empty
    const std::size_t end = last == stem.npos ? stem.npos : stem.find_last_not_of("_-. (", last);
    if (end != stem.npos) return folder + "/" + stem.substr(0, end + 1);
    const bool nested = folder.find('/') != folder.npos;
    return nested ? folder + "/" : std::string();
}

class Grouping {
  public:
    explicit Grouping(std::uint32_t pictures) : parent_(pictures) {
        std::iota(parent_.begin(), parent_.end(), 0u);
    }

    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a), b = find(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }
    // In the order of each group's first picture.
    std::vector<Indices> groups() {
        std::map<std::uint32_t, Indices> by_first;
        for (std::uint32_t i = 0; i < parent_.size(); ++i) by_first[find(i)].push_back(i);
        std::vector<Indices> all;
        for (auto& [first, members] : by_first) all.push_back(std::move(members));
        return all;
    }

  private:
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    Indices parent_;
};

// What the resized pictures look like.
struct Looks {
    std::vector<PerceptualHash> near;
    std::vector<std::uint64_t> pixels;
};

Result<Looks> looks_of(const PictureSet& set) {
    const InputShape shape = set.shape();
    std::vector<std::uint8_t> stored(static_cast<std::size_t>(shape.bytes()));
    std::vector<std::uint8_t> row(static_cast<std::size_t>(shape.width) * 3);
    Looks looks;
    for (std::uint32_t picture = 0; picture < set.size(); ++picture) {
        NANONAS_TRY_VOID(set.read(picture, stored));
        HashSink sink;
        sink.begin({shape.height, shape.width});
        for (std::size_t y = 0; y < static_cast<std::size_t>(shape.height); ++y) {
            const std::uint8_t* in =
                stored.data() + y * static_cast<std::size_t>(shape.width * shape.channels);
            for (std::size_t i = 0; i < row.size(); ++i) row[i] = in[shape.channels == 3 ? i : i / 3];
            sink.row(row.data());
        }
        looks.near.push_back(sink.perceptual_hash());
        looks.pixels.push_back(XXH3_64bits(stored.data(), stored.size()));
    }
    return looks;
}

std::vector<Indices> groups_of(const PictureSet& set, const Looks& looks, Together together) {
    constexpr int near_bits = 7;
    Grouping grouping(set.size());
    std::map<std::uint64_t, std::uint32_t> first_of_pixels;
    for (std::uint32_t i = 0; i < set.size(); ++i) {
        const auto [first, fresh] = first_of_pixels.try_emplace(looks.pixels[i], i);
        if (!fresh) grouping.join(first->second, i);
    }
    if (together == Together::equal) return grouping.groups();
    for (const auto& [a, b] : near_pairs(looks.near, near_bits)) grouping.join(a, b);
    if (together == Together::near) return grouping.groups();
    std::map<std::string, std::uint32_t> first_of_prefix;
    for (std::uint32_t i = 0; i < set.size(); ++i) {
        const std::string prefix = counted_prefix(set.path(i));
        if (prefix.empty()) continue;
        const auto [first, fresh] = first_of_prefix.try_emplace(prefix, i);
        if (!fresh) grouping.join(first->second, i);
    }
    return grouping.groups();
}

// Groups by lot, each as long as it fits into what its classes are to give; none if a class gives less than
// half of that.
std::optional<Indices> chosen(const PictureSet& set, std::vector<Indices> groups, const Indices& wanted,
                              std::uint64_t seed) {
    constexpr std::uint64_t index_of_test = std::uint64_t{1}
                                            << 32;  // beyond those of the classes' validation
    Random random(seed, RandomPurpose::split, index_of_test);
    shuffle(std::span(groups), random);
    Indices given(wanted.size()), test;
    for (const Indices& group : groups) {
        Indices with = given;
        for (const std::uint32_t picture : group) ++with[static_cast<std::size_t>(set.label(picture))];
        if (!std::equal(with.begin(), with.end(), wanted.begin(), std::less_equal<>())) continue;
        given = std::move(with);
        test.insert(test.end(), group.begin(), group.end());
    }
    for (std::size_t label = 0; label < wanted.size(); ++label) {
        if (given[label] < std::max((wanted[label] + 1) / 2, 1u)) return std::nullopt;
    }
    std::sort(test.begin(), test.end());
    return test;
}

// Of each class; two pictures are left to train and to validate with.
Result<Indices> wanted_of(const PictureSet& set, double share) {
    constexpr std::uint32_t fewest = 3;
    Indices pictures(set.classes().size()), wanted;
    for (std::uint32_t i = 0; i < set.size(); ++i) ++pictures[static_cast<std::size_t>(set.label(i))];
    for (std::size_t label = 0; label < pictures.size(); ++label) {
        const std::uint32_t count = pictures[label];
        if (count < fewest) {
            return failure(
                "Class \"{}\" has too few pictures ({}) to set some apart for the test; it needs at least "
                "{}.",
                set.classes()[label], count, fewest);
        }
        wanted.push_back(
            std::clamp<std::uint32_t>(static_cast<std::uint32_t>(std::llround(share * count)), 1, count - 2));
    }
    return wanted;
}

std::string sentence(Together together, std::size_t test, std::uint32_t all) {
    const std::string begin = fmt::format("{} of {} pictures are set apart for the test; ", test, all);
    switch (together) {
        case Together::prefixes_and_near:
            return begin +
                   "those that look nearly equal or have the same name before a number are on one side.";
        case Together::near:
            return begin +
                   "those that look nearly equal are on one side, but not those of the same name before a "
                   "number, for too "
                   "few names differ. Frames of one film may be on both sides and flatter the test.";
        case Together::equal:
            break;
    }
    return begin + "only equal ones are on one side, for too many look nearly equal. The test may flatter.";
}

}  // namespace

Result<TestSplit> split_off_test(const PictureSet& pictures, double share, std::uint64_t seed) {
    NANONAS_TRY(const Indices wanted, wanted_of(pictures, share));
    NANONAS_TRY(const Looks looks, looks_of(pictures));
    for (const Together together : {Together::prefixes_and_near, Together::near, Together::equal}) {
        auto test = chosen(pictures, groups_of(pictures, looks, together), wanted, seed);
        if (!test) continue;
        TestSplit split;
        split.sentence = sentence(together, test->size(), pictures.size());
        for (std::uint32_t i = 0; i < pictures.size(); ++i) {
            if (!std::binary_search(test->begin(), test->end(), i)) split.rest.push_back(i);
        }
        split.test = *std::move(test);
        return split;
    }
    return failure("Too many pictures are equal to set some of each class apart for the test.");
}

}  // namespace nanonas
