// SPDX-License-Identifier: MIT
#include "nanonas/pictures.h"

#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/vector.h>

#include "arrays.h"
#include "background.h"
#include "bindings.h"
#include "model/run_pictures.h"
#include "nanonas/run_plan.h"
#include "nanonas/sample.h"
#include "settings.h"

namespace nb = nanobind;
namespace fs = std::filesystem;
using namespace nb::literals;

namespace nanonas::python {
namespace {

// `labels`: the classes that the folder must have, or none.
PictureSet open_folder(const fs::path& folder, const SettingTexts& texts,
                       const std::vector<std::string>& labels, const nb::object& report) {
    const RunSettings settings = value_of(settings_of(texts));
    value_of(resolve(settings));
    return await(report, [&](Progress& progress) -> Result<PictureSet> {
        NANONAS_TRY(const PictureFolder listed, scan_folder(folder, 1));
        if (!labels.empty()) NANONAS_TRY_VOID(same_classes(listed, labels));
        return PictureSet::open(listed, decode_options(settings), cache_options(settings), progress);
    });
}

Numpy<std::uint8_t> read(const PictureSet& pictures, const std::vector<std::uint32_t>& indices) {
    const InputShape shape = pictures.shape();
    const auto bytes = static_cast<std::size_t>(shape.bytes());
    std::vector<std::uint8_t> pixels(indices.size() * bytes);
    for (std::size_t i = 0; i < indices.size(); ++i) {
        if (indices[i] >= pictures.size()) throw nb::index_error("there are fewer pictures");
        value_of(pictures.read(indices[i], std::span(pixels).subspan(i * bytes, bytes)));
    }
    return to_numpy(std::move(pixels),
                    {indices.size(), static_cast<std::size_t>(shape.height),
                     static_cast<std::size_t>(shape.width), static_cast<std::size_t>(shape.channels)});
}

Numpy<std::int32_t> labels(const PictureSet& pictures) {
    std::vector<std::int32_t> all(pictures.size());
    for (std::uint32_t i = 0; i < pictures.size(); ++i) all[i] = pictures.label(i);
    return to_numpy(std::move(all), {pictures.size()});
}

Numpy<std::uint8_t> load(const fs::path& file, const SettingTexts& texts) {
    const DecodeOptions decode = decode_options(value_of(settings_of(texts)));
    value_of(check_input_shape(decode.shape));
    auto pixels = value_of(load_picture(file, decode));
    return to_numpy(std::move(pixels), {static_cast<std::size_t>(decode.shape.height),
                                        static_cast<std::size_t>(decode.shape.width),
                                        static_cast<std::size_t>(decode.shape.channels)});
}

void sample(const fs::path& folder, std::uint32_t count, int size, std::uint64_t seed, std::uint64_t first,
            int threads, const nb::object& report) {
    await(report, [&](Progress& progress) {
        return write_sample(folder, {count, size, seed, threads, first}, progress);
    });
}

}  // namespace

void bind_pictures(nb::module_& core) {
    nb::class_<PictureSet>(core, "Pictures")
        .def("__len__", &PictureSet::size)
        .def("shape", [](const PictureSet& set) { return to_string(set.shape()); })
        .def("classes", &PictureSet::classes)
        .def("path", &PictureSet::path, "picture"_a)
        .def("labels", labels)
        .def("read", read, "pictures"_a);
    core.def("open_pictures", open_folder, "folder"_a, "settings"_a, "labels"_a, "report"_a.none());
    core.def("load_picture", load, "file"_a, "settings"_a);
    core.def("sample", sample, "folder"_a, "count"_a, "size"_a, "seed"_a, "first"_a, "threads"_a,
             "report"_a.none());
}

}  // namespace nanonas::python
