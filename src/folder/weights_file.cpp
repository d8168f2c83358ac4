// SPDX-License-Identifier: MIT
// safetensors: the header's length (u64), the header (JSON), the tensors' bytes; all little endian.
#include "nanonas/weights_file.h"

#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::ordered_json;
static_assert(std::endian::native == std::endian::little, "weights are written as they lie in memory");

constexpr std::size_t length_bytes = sizeof(std::uint64_t);

// Calls visit(name, shape, values) for each array of the network.
template <typename Network, typename Visit>
void for_each_array(Network& network, Visit visit) {
    const std::vector<Stage> all = stages(network.architecture);
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& convolution = network.convolutions[i];
        visit(fmt::format("convolutions.{}.kernel", i), {all[i].out_channels, all[i].in_channels, 3, 3},
              convolution.kernel);
        visit(fmt::format("convolutions.{}.bias", i), {all[i].out_channels}, convolution.bias);
        auto& norm = network.norms[i];
        const int channels = static_cast<int>(norm.gamma.size());
        visit(fmt::format("norms.{}.gamma", i), {channels}, norm.gamma);
        visit(fmt::format("norms.{}.beta", i), {channels}, norm.beta);
        visit(fmt::format("norms.{}.mean", i), {channels}, norm.mean);
        visit(fmt::format("norms.{}.variance", i), {channels}, norm.variance);
    }
    visit("dense.kernel", {network.architecture.classes, all.back().out_channels}, network.dense.kernel);
    visit("dense.bias", {network.architecture.classes}, network.dense.bias);
}

Json describe(const Architecture& architecture) {
    return {{"variant", to_string(architecture.variant)},
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
    NANONAS_TRY(architecture.variant, parse_variant(metadata["variant"]));
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
    for (const Stage& stage : stages(architecture)) {
        values += std::int64_t{9} * stage.in_channels * stage.out_channels;
    }
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

    std::string text = header.dump();
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
