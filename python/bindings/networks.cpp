// SPDX-License-Identifier: MIT
// Trained networks: the float one of weights.safetensors and the int8 one of a .tflite.
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <mutex>
#include <numeric>

#include "arrays.h"
#include "background.h"
#include "bindings.h"
#include "graph/classifier.h"
#include "nanonas/interpreter.h"
#include "nanonas/model.h"
#include "nanonas/thread_pool.h"
#include "nanonas/training.h"
#include "nanonas/weights_file.h"
#include "system/files.h"

namespace nb = nanobind;
namespace fs = std::filesystem;
using namespace nb::literals;

namespace nanonas::python {
namespace {

constexpr std::uint32_t chunk = 256;  // pictures between two looks at signals

void raise_signals() {
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
}

WeightsFile read_network(const fs::path& file) {
    const auto bytes = value_of(read_bytes(file));
    return value_of(read_weights(bytes, file.string()));
}

// [picture][class]
Numpy<float> probabilities_of(const WeightsFile& weights, const PictureArray& array, int threads) {
    const MemoryPictures pictures = value_of(pictures_of(array, weights.network.architecture.input));
    std::vector<float> all;
    std::vector<std::uint32_t> indices;
    ThreadPool pool(threads);
    const std::uint32_t step = chunk * static_cast<std::uint32_t>(threads);
    for (std::uint32_t begin = 0; begin < pictures.size(); begin += step) {
        indices.resize(std::min(step, pictures.size() - begin));
        std::iota(indices.begin(), indices.end(), begin);
        const auto part = [&] {
            const nb::gil_scoped_release release;
            return predict(weights.network, pictures, indices, pool);
        }();
        if (!part) raise(part.error());
        all.insert(all.end(), part->begin(), part->end());
        raise_signals();
    }
    return to_numpy(std::move(all),
                    {pictures.size(), static_cast<std::size_t>(weights.network.architecture.classes)});
}

Numpy<std::uint32_t> network_confusion(const WeightsFile& weights, const PictureSet& pictures, int threads,
                                       const nb::object& report) {
    value_of(check_shape(pictures.shape(), weights.network.architecture.input));
    ThreadPool pool(threads);
    return to_numpy(await(
        report, [&](Progress& progress) { return confusion(weights.network, pictures, pool, progress); }));
}

// A classifier of single pictures in use; calls from several threads take turns.
class Model {
  public:
    explicit Model(const fs::path& run_or_model)
        : model_(value_of(open_model(run_or_model))),
          input_(value_of(classifier_input(model_.graph, model_.file.string()))),
          interpreter_(value_of(Interpreter::create(model_.graph))) {}

    std::string path() const { return model_.file.string(); }
    std::string input() const { return to_string(input_); }
    int classes() const { return static_cast<int>(output_tensor(model_.graph).elements()); }

    Numpy<float> predict(const PictureArray& array) {
        const MemoryPictures pictures = value_of(pictures_of(array, input_));
        const auto classes = static_cast<std::size_t>(this->classes());
        std::vector<float> all(pictures.size() * classes);
        for (std::uint32_t begin = 0; begin < pictures.size(); begin += chunk) {
            const std::uint32_t end = std::min(begin + chunk, pictures.size());
            {
                const nb::gil_scoped_release release;
                answer(pictures, begin, std::span(all).subspan(begin * classes, (end - begin) * classes));
            }
            raise_signals();
        }
        return to_numpy(std::move(all), {pictures.size(), classes});
    }

    Numpy<std::uint32_t> confusion(const PictureSet& pictures, int threads, const nb::object& report) const {
        value_of(check_shape(pictures.shape(), input_));
        ThreadPool pool(threads);
        return to_numpy(await(report, [&](Progress& progress) {
            return nanonas::confusion(model_.graph, pictures, pool, progress);
        }));
    }

  private:
    void answer(const PictureSource& pictures, std::uint32_t begin, std::span<float> answers) {
        const std::lock_guard lock(mutex_);
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(input_.bytes()));
        std::vector<std::uint8_t> output(static_cast<std::size_t>(output_tensor(model_.graph).bytes()));
        for (auto next = answers.begin(); next != answers.end(); ++begin) {
            (void)pictures.read(begin, pixels);  // an array can always be read
            to_input(model_.graph, pixels);
            interpreter_.run(pixels, output);
            const auto values = probabilities(model_.graph, output);
            next = std::copy(values.begin(), values.end(), next);
        }
    }

    const OpenedModel model_;
    const InputShape input_;
    std::mutex mutex_;
    Interpreter interpreter_;
};

}  // namespace

void bind_networks(nb::module_& core) {
    nb::class_<WeightsFile>(core, "Network")
        .def("metadata", [](const WeightsFile& weights) { return weights.metadata; })
        .def("input",
             [](const WeightsFile& weights) { return to_string(weights.network.architecture.input); })
        .def("classes", [](const WeightsFile& weights) { return weights.network.architecture.classes; })
        .def("predict", probabilities_of, "pictures"_a, "threads"_a)
        .def("confusion", network_confusion, "pictures"_a, "threads"_a, "report"_a.none());
    core.def("read_network", read_network, "file"_a);

    nb::class_<Model>(core, "Model")
        .def(nb::init<const fs::path&>(), "run_or_model"_a)
        .def("path", &Model::path)
        .def("input", &Model::input)
        .def("classes", &Model::classes)
        .def("predict", &Model::predict, "pictures"_a)
        .def("confusion", &Model::confusion, "pictures"_a, "threads"_a, "report"_a.none());
}

}  // namespace nanonas::python
