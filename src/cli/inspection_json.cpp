// SPDX-License-Identifier: MIT
#include "cli/inspection_json.h"

#include <nlohmann/json.hpp>

namespace nanonas::cli {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json arena_bytes(const std::optional<TensorArena>& arena) {
    return arena ? Json(arena->bytes) : Json();
}

Json tensors_json(const Inspection& inspection) {
    Json list = Json::array();
    for (const InspectedTensor& tensor : inspection.tensors) {
        list.push_back({{"name", tensor.name},
                        {"type", to_string(tensor.type)},
                        {"shape", tensor.shape},
                        {"bytes", tensor.bytes},
                        {"constant", tensor.constant},
                        {"first_step", or_null(tensor.first_step)},
                        {"last_step", or_null(tensor.last_step)}});
    }
    return list;
}

Json operators_json(const Inspection& inspection) {
    Json list = Json::array();
    for (const InspectedOperator& op : inspection.operators) {
        list.push_back({{"name", op.name},
                        {"version", op.version},
                        {"inputs", op.inputs},
                        {"outputs", op.outputs},
                        {"macc", or_null(op.macc)},
                        {"weight_bytes", op.weight_bytes}});
    }
    return list;
}

Json arena_json(const TensorArena& arena) {
    Json buffers = Json::array();
    for (const ArenaBuffer& buffer : arena.buffers) {
        buffers.push_back({{"tensor", buffer.tensor < 0 ? Json() : Json(buffer.tensor)},
                           {"first_step", buffer.first_step},
                           {"last_step", buffer.last_step},
                           {"bytes", buffer.bytes},
                           {"offset", buffer.offset}});
    }
    Json tail;
    for (int part = 0; part < tail_parts; ++part) {
        tail[std::string(to_string(static_cast<TailPart>(part)))] =
            arena.tail_part_bytes[static_cast<std::size_t>(part)];
    }
    return {{"smallest_bytes", arena.smallest_bytes},
            {"used_bytes", arena.used_bytes},
            {"head_bytes", arena.head_bytes},
            {"tail_bytes", arena.tail_bytes},
            {"tail", tail},
            {"buffers", buffers}};
}

Json timeline_json(const Inspection& inspection) {
    Json steps = Json::array();
    for (const ArenaStep& step : inspection.timeline) {
        steps.push_back({{"name", step.name}, {"live_bytes", step.live_bytes}, {"buffers", step.buffers}});
    }
    return steps;
}

Json room_json(const TargetFit& room) {
    return {{"fits", room.fits},
            {"spare_ram_bytes", room.spare_ram_bytes},
            {"spare_flash_bytes", room.spare_flash_bytes},
            {"spare_macc", or_null(room.spare_macc)}};
}

// TensorFlow Lite Micro's figures, and those of C under "c".
Json targets_json(const Inspection& inspection, const CShape* shape, const std::vector<Target>& targets,
                  ArenaModel model) {
    Json list = Json::array();
    for (const Target& target : targets) {
        const auto room = fit(inspection, target, model);
        if (!room) continue;
        const auto as_c = shape ? fit_as_c(*shape, inspection, target) : std::nullopt;
        Json entry{{"name", target.name}};
        entry.update(room_json(*room));
        entry["c"] = as_c ? room_json(*as_c) : Json();
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace

std::string json_of(const Inspection& inspection, const CShape* shape, const std::vector<Target>& targets,
                    ArenaModel model) {
    Json json{{"file_bytes", inspection.file_bytes},
              {"weight_bytes", inspection.weight_bytes},
              {"metadata_bytes", inspection.metadata_bytes},
              {"macc", inspection.macc},
              {"macc_without", inspection.uncounted},
              {"arena_bytes", arena_bytes(inspection.arena)},
              {"arena_bytes_32bit", arena_bytes(inspection.arena_32bit)},
              {"arena_unknown", inspection.arena ? Json() : Json(inspection.arena_unknown)},
              {"operators", operators_json(inspection)},
              {"tensors", tensors_json(inspection)},
              {"arena", inspection.arena ? arena_json(*inspection.arena) : Json()},
              {"arena_32bit", inspection.arena_32bit ? arena_json(*inspection.arena_32bit) : Json()},
              {"timeline", timeline_json(inspection)},
              {"peak_step", inspection.arena ? Json(inspection.peak_step) : Json()},
              {"targets", targets_json(inspection, shape, targets, model)}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace nanonas::cli
