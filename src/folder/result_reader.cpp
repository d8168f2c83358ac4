// SPDX-License-Identifier: MIT
// The one place that knows result.json's keys when it is read; result_json.cpp writes them.
#include "folder/result_reader.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace nanonas {
namespace {

using Json = nlohmann::json;

constexpr int most_kernels = 4096, most_cells = 16;  // that a drawing or a memory model is asked for

// Takes values by their keys and notes which there were none for.
class Reader {
  public:
    Reader(const Json& json, ReadResult& read) : json_(json), read_(read) {}

    // Null is a value: none.
    template <typename T>
    void take(std::string_view key, std::optional<T>& value) {
        const Json* found = find(key);
        if (found && found->is_null()) return;
        if (T inner{}; found && convert(*found, inner)) {
            value = std::move(inner);
        } else {
            note_absent(key);
        }
    }
    template <typename T>
    void take(std::string_view key, T& value) {
        const Json* found = find(key);
        if (!found || !convert(*found, value)) note_absent(key);
    }
    // What version 0.1.0 did not write.
    template <typename T>
    void take_if_there(std::string_view key, std::optional<T>& value) {
        if (find(key)) take(key, value);
    }
    // Null leaves the value as it is.
    template <typename T>
    void take_unless_null(std::string_view key, T& value) {
        std::optional<T> given;
        take(key, given);
        if (given) value = *std::move(given);
    }
    // What earlier versions did not write leaves the value as it is.
    template <typename T>
    void take_if_there(std::string_view key, T& value) {
        if (find(key)) take(key, value);
    }
    void take_share(std::string_view key, std::optional<double>& share) {
        take(key, share);
        if (!share || (*share >= 0 && *share <= 1)) return;
        share.reset();
        note_absent(key);
    }
    bool has_object(std::string_view key) {
        const Json* found = find(key);
        if (!found || !(found->is_null() || found->is_object())) note_absent(key);
        return found && found->is_object();
    }
    void note_absent(std::string_view key) { read_.absent.emplace_back(key); }

  private:
    const Json* find(std::string_view key) const {
        const Json* value = &json_;
        while (true) {
            const std::string_view name = key.substr(0, key.find('.'));
            if (!value->is_object()) return nullptr;
            const auto member = value->find(std::string(name));
            if (member == value->end()) return nullptr;
            value = &*member;
            if (name.size() == key.size()) return value;
            key.remove_prefix(name.size() + 1);
        }
    }

    template <typename T>
    static bool convert(const Json& json, T& value) {
        if constexpr (std::is_same_v<T, std::uint64_t>) {
            if (!json.is_number_unsigned()) return false;
        } else if constexpr (std::is_integral_v<T>) {
            if (!json.is_number_integer()) return false;
            const auto number = json.get<std::int64_t>();
            if (number < std::numeric_limits<T>::min() ||
                number > std::int64_t{std::numeric_limits<T>::max()})
                return false;
        } else if constexpr (std::is_floating_point_v<T>) {
            if (!json.is_number()) return false;
        } else if (!json.is_string()) {
            return false;
        }
        json.get_to(value);
        return true;
    }

    const Json& json_;
    ReadResult& read_;
};

void take_network(const Json& json, Reader& reader, ReadResult& read) {
    RunResult& result = read.result;
    if (const auto classes = json.find("classes"); classes != json.end() && classes->is_array()) {
        for (const Json& name : *classes) {
            if (name.is_string()) result.classes.push_back(name.get<std::string>());
        }
    }
    std::string variant;
    Architecture network;
    reader.take("architecture.variant", variant);
    reader.take("architecture.k", network.k), reader.take("architecture.c", network.c);
    reader.take("input.height", network.input.height), reader.take("input.width", network.input.width);
    reader.take("input.channels", network.input.channels);
    network.classes = static_cast<int>(result.classes.size());
    const auto parsed = parse_family(variant);
    if (parsed) network.family = *parsed;
    const bool complete =
        read.absent.empty() && parsed && network.k <= most_kernels && network.c <= most_cells;
    if (complete && check_input_shape(network.input) && constructible(network)) {
        result.architecture = network;
    } else {
        reader.note_absent("architecture");
    }
}

void take_costs(Reader& reader, RunResult& result) {
    reader.take("macc", result.cost.macc);
    reader.take("flash_bytes", result.cost.flash_bytes);
    reader.take("ram_bytes", result.cost.ram_bytes);
    reader.take_if_there("milliseconds", result.cost.milliseconds);
    reader.take("memory.tflm.arena_bytes", result.arena_bytes);
    reader.take("memory.tflm.arena_bytes_32bit", result.arena_bytes_32bit);
    reader.take("memory.tflm.file_bytes", result.file_bytes);
    reader.take("memory.c.ram_bytes", result.c_ram_bytes);
    reader.take("memory.c.flash_bytes", result.c_flash_bytes);
    reader.take_unless_null("constraints.target", result.target);
    reader.take("constraints.ram_bytes", result.limits.ram_bytes);
    reader.take("constraints.flash_bytes", result.limits.flash_bytes);
    reader.take("constraints.macc", result.limits.macc);
    reader.take_if_there("constraints.milliseconds", result.limits.milliseconds);
}

void take_work(Reader& reader, RunResult& result) {
    reader.take("seconds.data", result.seconds.data);
    reader.take("seconds.search", result.seconds.search);
    reader.take("seconds.train", result.seconds.train);
    reader.take("seconds.quantize", result.seconds.quantize);
    reader.take("seconds.export", result.seconds.export_files);
    reader.take("seconds.verify", result.seconds.verify);
    reader.take("seconds.total", result.seconds.total);
    reader.take("candidates.evaluated", result.evaluated);
    reader.take("candidates.infeasible", result.infeasible);
    reader.take("candidates.ahead", result.speculative);
    reader.take("pictures.training", result.pictures.training);
    reader.take("pictures.validation", result.pictures.validation);
    reader.take("pictures.test", result.pictures.test);
    reader.take("pictures.unreadable", result.pictures.unreadable);
    reader.take("peak_rss_bytes", result.peak_rss_bytes);
}

void take_verification(Reader& reader, RunResult& result) {
    if (!reader.has_object("verify")) return;
    Verification& v = result.verification.emplace();
    reader.take("verify.core", v.core);
    reader.take("verify.board", v.board);
    reader.take("verify.images", v.images);
    reader.take("verify.mismatches", v.mismatches);
    reader.take("verify.flash_bytes", v.flash_bytes);
    reader.take_if_there("verify.library_bytes", v.library_bytes);
    reader.take("verify.ram_bytes", v.ram_bytes);
    reader.take("verify.static_ram_bytes", v.static_ram_bytes);
    reader.take("verify.stack_bytes", v.stack_bytes);
    reader.take("verify.instructions", v.instructions);
    reader.take("verify.cycles", v.cycles);
    reader.take_unless_null("verify.cycles_per_instruction", v.cycles_per_instruction);
    reader.take("verify.cycles_source", v.cycles_source);
    reader.take("verify.milliseconds", v.milliseconds);
    reader.take("verify.microjoules", v.microjoules);
    reader.take_unless_null("verify.energy_source", v.energy_source);
}

// Version 0.1.0 wrote none.
void take_warnings(const Json& json, RunResult& result) {
    const auto warnings = json.find("warnings");
    if (warnings == json.end() || !warnings->is_array()) return;
    for (const Json& sentence : *warnings) {
        if (sentence.is_string()) result.warnings.push_back(sentence.get<std::string>());
    }
}

}  // namespace

bool ReadResult::has(std::string_view key) const {
    return std::find(absent.begin(), absent.end(), key) == absent.end();
}

std::optional<ReadResult> read_result(std::string_view text) {
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    ReadResult read;
    Reader reader(json, read);
    take_network(json, reader, read);
    take_costs(reader, read.result);
    reader.take_share("val_accuracy", read.result.val_accuracy);
    reader.take_share("test_accuracy.float", read.result.test_float);
    reader.take_share("test_accuracy.int8", read.result.test_int8);
    take_work(reader, read.result);
    take_verification(reader, read.result);
    take_warnings(json, read.result);
    reader.take("seed", read.result.seed);
    reader.take("version", read.version);
    return read;
}

Result<RunResult> parse_result(std::string_view json, std::string_view name) {
    std::optional<ReadResult> read = read_result(json);
    if (!read) return failure("\"{}\" is not a result of nanonas: it is no JSON object.", name);
    if (!read->absent.empty()) {
        return failure("\"{}\" is not a result of nanonas: its {} is missing or makes no sense.", name,
                       read->absent.front());
    }
    return std::move(read->result);
}

}  // namespace nanonas
