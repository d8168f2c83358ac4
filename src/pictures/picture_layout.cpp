// SPDX-License-Identifier: MIT
#include "nanonas/picture_layout.h"

#include <algorithm>
#include <array>
#include <set>

#include "pictures/data_set_part.h"
#include "pictures/picture_folder.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// A subfolder of the folder that was given, which is a class or a part of the data set.
struct Subfolder {
    std::string name;
    std::optional<DataSetPart> part;
    std::set<std::string> inner;   // its own subfolders, which have pictures
    bool pictures_beside = false;  // it has pictures outside of its subfolders
};

// Lists of files and the like may lie beside the subfolders of a part.
bool is_named_as_a_picture(const std::string& path) {
    std::string extension = fs::path(path).extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 15> known{"",      ".jpg",  ".jpeg", ".jpe",  ".jfif",
                                                     ".png",  ".bmp",  ".dib",  ".gif",  ".webp",
                                                     ".heic", ".heif", ".avif", ".tiff", ".tif"};
    return std::find(known.begin(), known.end(), extension) != known.end();
}

std::vector<Subfolder> subfolders_of(const PictureFolder& listed) {
    std::vector<Subfolder> all;
    for (const std::string& name : listed.classes) all.push_back({name, data_set_part(name), {}, false});
    for (const PictureFile& file : listed.files) {
        Subfolder& subfolder = all[static_cast<std::size_t>(file.label)];
        const std::string below = file.path.substr(subfolder.name.size() + 1);
        const std::size_t slash = below.find('/');
        if (slash != below.npos) {
            subfolder.inner.insert(below.substr(0, slash));
        } else if (is_named_as_a_picture(below)) {
            subfolder.pictures_beside = true;
        }
    }
    return all;
}

// "a", "b" and "c"
template <typename Names>
std::string quoted(const Names& names) {
    std::string text;
    std::size_t left = names.size();
    for (const std::string& name : names) {
        text += fmt::format("\"{}\"{}", name, left > 2 ? ", " : left == 2 ? " and " : "");
        --left;
    }
    return text;
}

bool share_a_class(const Subfolder& a, const Subfolder& b) {
    return std::any_of(a.inner.begin(), a.inner.end(),
                       [&](const std::string& name) { return b.inner.contains(name); });
}

const Subfolder* find(const std::vector<Subfolder>& all, DataSetPart part) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Subfolder& subfolder) { return subfolder.part == part; });
    return found == all.end() ? nullptr : &*found;
}

// Why folders of which some are named after parts are not plainly these parts; empty if they are.
std::string why_undivided(const std::vector<Subfolder>& all, const Subfolder& training) {
    for (const Subfolder& subfolder : all) {
        if (!subfolder.part) return fmt::format("\"{}\" is no part of one", subfolder.name);
        if (find(all, *subfolder.part) != &subfolder)
            return fmt::format("\"{}\" and \"{}\" are the same part", find(all, *subfolder.part)->name,
                               subfolder.name);
    }
    for (const Subfolder& subfolder : all) {
        if (subfolder.pictures_beside)
            return fmt::format("\"{}\" has pictures outside of any class", subfolder.name);
        if (!share_a_class(subfolder, training))
            return fmt::format("\"{}\" and \"{}\" have no class in common", training.name, subfolder.name);
    }
    return {};
}

std::vector<std::string> names_of(const std::vector<Subfolder>& all, bool parts_alone = false) {
    std::vector<std::string> names;
    for (const Subfolder& subfolder : all) {
        if (subfolder.part || !parts_alone) names.push_back(subfolder.name);
    }
    return names;
}

// Classes whose folders have the same several folders in them, as parts would.
bool inner_names_repeat(const std::vector<Subfolder>& all) {
    return all.size() > 1 && all.front().inner.size() > 1 &&
           std::all_of(all.begin(), all.end(), [&](const Subfolder& subfolder) {
               return !subfolder.pictures_beside && subfolder.inner == all.front().inner;
           });
}

// The parts of a divided folder; none if it is not divided. An error if it can be read in two ways.
Result<std::optional<std::vector<Subfolder>>> parts_of(const PictureFolder& listed) {
    std::vector<Subfolder> all = subfolders_of(listed);
    const Subfolder* training = find(all, DataSetPart::training);
    const std::vector<std::string> parts = names_of(all, true);
    if (training && parts.size() > 1) {
        const std::string why = why_undivided(all, *training);
        if (why.empty()) return std::optional(std::move(all));
        return failure(
            "\"{0}\" can be read in two ways: as a data set in the parts {1}, or as pictures of the classes "
            "{2}; "
            "it is not plainly divided, for {3}. Give each part the same subfolders, one for each class, or "
            "name "
            "one part alone (\"{0}/{4}\"); if they are classes, rename them.",
            listed.folder.string(), quoted(parts), quoted(names_of(all)), why, training->name);
    }
    if (inner_names_repeat(all)) {
        const std::string outer = quoted(names_of(all)), inner = quoted(all.front().inner);
        return failure(
            "\"{0}\" can be read in two ways: as pictures of the classes {1}, each with the subfolders {2}, "
            "or as a "
            "data set in the parts {1} with the classes {2}. If {1} are the classes, put their pictures "
            "directly "
            "into them; if they are parts, name them train, val and test.",
            listed.folder.string(), outer, inner);
    }
    return std::optional<std::vector<Subfolder>>();
}

// What two listings of the same classes come to, with paths from the folder that has both.
PictureFolder merged(const fs::path& folder, const std::string& first_name, const PictureFolder& first,
                     const std::string& second_name, const PictureFolder& second) {
    PictureFolder result{folder, first.classes, {}};
    result.files.reserve(first.files.size() + second.files.size());
    for (const auto& [name, part] : {std::pair{&first_name, &first}, std::pair{&second_name, &second}}) {
        for (PictureFile file : part->files) {
            file.path = *name + "/" + file.path;
            result.files.push_back(std::move(file));
        }
    }
    std::sort(result.files.begin(), result.files.end(), [](const PictureFile& a, const PictureFile& b) {
        return a.label != b.label ? a.label < b.label : a.path < b.path;
    });
    return result;
}

Result<DividedPictures> divided(const fs::path& folder, const std::vector<Subfolder>& parts, bool other_test,
                                int classes_needed) {
    const Subfolder* training = find(parts, DataSetPart::training);
    const Subfolder* validation = find(parts, DataSetPart::validation);
    const Subfolder* test = find(parts, DataSetPart::test);
    DividedPictures result;
    NANONAS_TRY(result.training, scan_folder(folder / training->name, classes_needed));
    result.division =
        fmt::format("\"{}\" is divided: \"{}\" is to train with", folder.string(), training->name);
    if (validation) {
        NANONAS_TRY(const PictureFolder second, scan_folder(folder / validation->name, 1));
        if (second.classes != result.training.classes) {
            return failure("\"{0}/{1}\" has the classes {2}, but \"{0}/{3}\" has {4}; give both the same.",
                           folder.string(), training->name, quoted(result.training.classes), validation->name,
                           quoted(second.classes));
        }
        result.training = merged(folder, training->name, result.training, validation->name, second);
        result.validation = validation->name;
        result.division += fmt::format(", \"{}\" to validate with", validation->name);
    }
    if (test && !other_test) {
        NANONAS_TRY(result.test, scan_folder(folder / test->name, 1));
    }
    if (test) {
        result.division +=
            other_test ? fmt::format("; \"{}\" is left out, for another test folder was named", test->name)
                       : fmt::format(", \"{}\" to test with", test->name);
    }
    result.division += ".";
    return result;
}

}  // namespace

Result<PictureFolder> scan_folder(const fs::path& folder, int classes_needed) {
    NANONAS_TRY(PictureFolder listed, list_folder(folder));
    NANONAS_TRY(const auto parts, parts_of(listed));
    if (parts) {
        return failure("\"{}\" is divided into {}; name one of them.", folder.string(),
                       quoted(names_of(*parts)));
    }
    NANONAS_TRY_VOID(check_classes(listed, classes_needed));
    return listed;
}

Result<DividedPictures> scan_pictures(const fs::path& folder, const fs::path& test, int classes_needed) {
    NANONAS_TRY(PictureFolder listed, list_folder(folder));
    NANONAS_TRY(const auto parts, parts_of(listed));
    DividedPictures result;
    if (parts) {
        NANONAS_TRY(result, divided(folder, *parts, !test.empty(), classes_needed));
    } else {
        NANONAS_TRY_VOID(check_classes(listed, classes_needed));
        result.training = std::move(listed);
    }
    if (!test.empty()) {
        NANONAS_TRY(result.test, scan_folder(test, 1));
    }
    return result;
}

}  // namespace nanonas
