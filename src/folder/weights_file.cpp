// SPDX-License-Identifier: MIT
// safetensors: the header's length (u64), the header (JSON), the tensors' bytes; all little endian.
#include "nanonas/weights_file.h"
#include "base/json_text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;
static_assert(std::endian::native == std::endian::little, "weights are written as they lie in memory");

constexpr std::size_t length_bytes = sizeof(std::uint64_t);

// Calls visit(name, shape, values) for each array of the network: convolutions and BatchNorms are numbered
// each, and lie one after the other by number, the dense layer behind them.
template <typename Network, typename Visit>
void for_each_array(Network& network, Visit visit) {
    const InputShape& input = network.architecture.input;
    const std::vector<Layer> all = layers(network.architecture);
    const std::vector<TensorShape> outputs = shapes(all, input);
    const auto convolution = [&](const std::string& name, std::size_t i) {
        const Layer& layer = all[i];
        const int in = layer.depthwise ? 1 : input_shape(layer, outputs, input).channels;
        auto& weights = network.layers[i].weights;
        visit(name + ".kernel", {outputs[i].channels, in, layer.kernel_height, layer.kernel_width},
              weights.kernel);
        if (layer.bias) visit(name + ".bias", {outputs[i].channels}, weights.bias);
    };
    const auto norm = [&](const std::string& name, std::size_t i) {
        auto& values = network.layers[i].norm;
        const int channels = outputs[i].channels;
        visit(name + ".gamma", {channels}, values.gamma);
        visit(name + ".beta", {channels}, values.beta);
        visit(name + ".mean", {channels}, values.mean);
        visit(name + ".variance", {channels}, values.variance);
    };
    const std::vector<std::size_t> convolutions = indices(all, LayerKind::convolution);
    const std::vector<std::size_t> norms = indices(all, LayerKind::batch_norm);
    for (std::size_t i = 0; i < std::max(convolutions.size(), norms.size()); ++i) {
        if (i < convolutions.size()) convolution(fmt::format("convolutions.{}", i), convolutions[i]);
        if (i < norms.size()) norm(fmt::format("norms.{}", i), norms[i]);
    }
    const int features = input_shape(all.back(), outputs, input).channels;
    visit("dense.kernel", {network.architecture.classes, features}, network.dense().kernel);
    visit("dense.bias", {network.architecture.classes}, network.dense().bias);
}

Json describe(const Architecture& architecture) {
    return {{"variant", to_string(architecture.family)},
            {"k", fmt::format("{}", architecture.k)},
            {"c", fmt::format("{}", architecture.c)},
            {"input", to_string(architecture.input)},
            {"classes", fmt::format("{}", architecture.classes)}};
}

int take_number(std::map<std::string, std::string>& metadata, const char* name) {
    const std::string text = metadata[name];
    metadata.erase(name);
    return text.size() < 6 ? std::atoi(text.c_str()) : 0;
}

Result<Architecture> take_architecture(std::map<std::string, std::string>& metadata) {
    Architecture architecture;
    NANONAS_TRY(architecture.family, parse_family(metadata["variant"]));
    NANONAS_TRY(architecture.input, parse_input_shape(metadata["input"]));
    metadata.erase("variant"), metadata.erase("input");
    architecture.k = take_number(metadata, "k");
    architecture.c = take_number(metadata, "c");
    architecture.classes = take_number(metadata, "classes");
    NANONAS_TRY_VOID(constructible(architecture));
    return architecture;
}

std::int64_t bytes_at_least(const Architecture& architecture) {
    std::int64_t values = architecture.classes;
    const std::vector<Layer> all = layers(architecture);
    const std::vector<TensorShape> outputs = shapes(all, architecture.input);
    for (const std::size_t i : indices(all, LayerKind::convolution))
        values += kernel_values(all[i], input_shape(all[i], outputs, architecture.input));
    return values * static_cast<std::int64_t>(sizeof(float));
}

// The header's JSON, or a discarded value.
Json read_header(std::span<const std::byte> file, std::size_t& data_begin) {
    std::uint64_t length = 0;
    if (file.size() < length_bytes) return Json(Json::value_t::discarded);
    std::memcpy(&length, file.data(), length_bytes);
    if (length > file.size() - length_bytes) return Json(Json::value_t::discarded);
    data_begin = length_bytes + static_cast<std::size_t>(length);
    const char* text = reinterpret_cast<const char*>(file.data()) + length_bytes;
    return Json::parse(text, text + length, nullptr, false);
}

bool read_array(const Json& header, const std::string& name, const std::vector<int>& shape,
                std::span<const std::byte> data, std::vector<float>& values) {
    const auto entry = header.find(name);
    if (entry == header.end() || !entry->is_object()) return false;
    const Json offsets = entry->value("data_offsets", Json());
    if (entry->value("dtype", Json()) != "F32" || entry->value("shape", Json()) != Json(shape)) return false;
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned()) return false;
    const auto begin = offsets[0].get<std::uint64_t>();
    const std::size_t bytes = values.size() * sizeof(float);
    if (begin > data.size() || bytes > data.size() - begin || offsets[1] != begin + bytes) return false;
    std::memcpy(values.data(), data.data() + begin, bytes);
    return true;
}

}  // namespace

std::vector<std::byte> write_weights(const WeightsFile& weights) {
    Json header;
    header["__metadata__"] = describe(weights.network.architecture);
    for (const auto& [name, value] : weights.metadata) header["__metadata__"][name] = value;
    std::vector<std::byte> data;
    const auto append = [&](const std::string& name, const std::vector<int>& shape,
                            const std::vector<float>& values) {
        const auto bytes = std::as_bytes(std::span(values));
        header[name] = {
            {"dtype", "F32"}, {"shape", shape}, {"data_offsets", {data.size(), data.size() + bytes.size()}}};
        data.insert(data.end(), bytes.begin(), bytes.end());
    };
    for_each_array(weights.network, append);

    std::string text = json_line(header);
    text.append((length_bytes - text.size() % length_bytes) % length_bytes, ' ');  // tensors begin aligned
    const std::uint64_t length = text.size();
    std::vector<std::byte> file;
    for (const std::span<const std::byte> part :
         {std::as_bytes(std::span(&length, 1)), std::as_bytes(std::span(text)),
          std::span<const std::byte>(data)}) {
        file.insert(file.end(), part.begin(), part.end());
    }
    return file;
}

Result<WeightsFile> read_weights(std::span<const std::byte> file, std::string_view name) {
    std::size_t data_begin = 0;
    const Json header = read_header(file, data_begin);
    WeightsFile weights;
    if (header.is_object() && header.contains("__metadata__")) {
        for (const auto& [key, value] : header["__metadata__"].items()) {
            if (value.is_string()) weights.metadata[key] = value.get<std::string>();
        }
    }
    const auto architecture = take_architecture(weights.metadata);
    if (!architecture || bytes_at_least(*architecture) > static_cast<std::int64_t>(file.size()))
        return failure("\"{}\" does not hold the weights of a nanonas network.", name);
    weights.network = blank_network(*architecture);
    std::string wrong;
    for_each_array(weights.network, [&](const std::string& array, const std::vector<int>& shape,
                                        std::vector<float>& values) {
        if (wrong.empty() && !read_array(header, array, shape, file.subspan(data_begin), values))
            wrong = array;
    });
    if (!wrong.empty())
        return failure("\"{}\" is damaged: its array {} is missing or has another size.", name, wrong);
    return weights;
}

}  // namespace nanonas
