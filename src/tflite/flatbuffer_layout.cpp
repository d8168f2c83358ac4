// SPDX-License-Identifier: MIT
#include "tflite/flatbuffer_layout.h"

#include <algorithm>
#include <cstring>

namespace nanonas {
namespace {

static_assert(std::endian::native == std::endian::little, "flatbuffers are little endian");

constexpr std::size_t word_bytes = 4;    // of offsets and of a vector's length
constexpr std::size_t header_bytes = 8;  // the root's offset and the file's identifier

std::size_t round_up(std::size_t value, std::size_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

template <typename T>
void store(std::vector<std::byte>& out, std::size_t position, T value) {
    std::memcpy(out.data() + position, &value, sizeof value);
}

}  // namespace

std::uint32_t FlatbufferLayout::shared_vtable(const Vtable& wanted) {
    const auto index = static_cast<std::uint32_t>(std::ranges::find(vtables_, wanted) - vtables_.begin());
    if (index == vtables_.size()) vtables_.push_back(wanted);
    return index;
}

// Room for a network of some ten layers, so that planning one is a matter of microseconds.
FlatbufferLayout::FlatbufferLayout() {
    constexpr std::size_t usual_parts = 256;
    parts_.reserve(usual_parts);
    fields_.reserve(2 * usual_parts);
    references_.reserve(usual_parts);
}

FlatbufferLayout::Part FlatbufferLayout::add_table(const Fields& table) {
    const std::span<const Field> fields = table.span();
    Vtable vtable;
    std::uint16_t vtable_bytes = 4, table_bytes = word_bytes;
    for (std::uint8_t width : {std::uint8_t{4}, std::uint8_t{1}}) {
        for (const Field& field : fields) {
            if (field.bytes != width) continue;
            vtable.words.at(field.slot / 2u) = table_bytes;
            table_bytes = static_cast<std::uint16_t>(table_bytes + width);
            vtable_bytes = std::max(vtable_bytes, static_cast<std::uint16_t>(field.slot + 2));
        }
    }
    vtable.words[0] = vtable.bytes = vtable_bytes;
    vtable.words[1] = table_bytes;
    parts_.push_back({Kind::table,
                      1,
                      shared_vtable(vtable),
                      static_cast<std::uint32_t>(fields_.size()),
                      static_cast<std::uint32_t>(fields.size()),
                      {},
                      table_bytes});
    fields_.insert(fields_.end(), fields.begin(), fields.end());
    return static_cast<Part>(parts_.size()) - 1;
}

FlatbufferLayout::Part FlatbufferLayout::add_references(std::span<const Part> parts) {
    parts_.push_back({Kind::references,
                      1,
                      0,
                      static_cast<std::uint32_t>(references_.size()),
                      static_cast<std::uint32_t>(parts.size()),
                      {},
                      word_bytes * (1 + parts.size())});
    references_.insert(references_.end(), parts.begin(), parts.end());
    return static_cast<Part>(parts_.size()) - 1;
}

FlatbufferLayout::Part FlatbufferLayout::add_numbers(std::span<const std::byte> data, std::size_t count,
                                                     std::size_t alignment, std::size_t zeros) {
    parts_.push_back({Kind::numbers, static_cast<std::uint8_t>(alignment), 0, 0,
                      static_cast<std::uint32_t>(count), data, word_bytes + data.size() + zeros});
    return static_cast<Part>(parts_.size()) - 1;
}

FlatbufferLayout::Part FlatbufferLayout::add_string(std::string_view text) {
    const Part part = add_numbers(std::as_bytes(std::span(text)), text.size(), 1, 1);  // a zero ends it
    return part;
}

void FlatbufferLayout::put(Part part) {
    PlannedPart& planned = parts_[part];
    planned.position = round_up(end_, word_bytes);
    end_ = planned.position + planned.bytes;
}

// Moves the end to where the elements of a vector, one word later, are aligned, by putting fillers there.
void FlatbufferLayout::fill_gap(std::size_t alignment, Gaps& fillers) {
    for (;;) {
        end_ = round_up(end_, word_bytes);
        const std::size_t gap = round_up(end_ + word_bytes, alignment) - word_bytes - end_;
        if (gap == 0) return;
        // The best filler ends where the gap does, if a multiple of the alignment later; then a shorter one.
        std::vector<Part>* best = nullptr;
        for (std::size_t residue = 0; residue < fillers.size(); ++residue) {
            const std::size_t fills = residue * word_bytes % alignment;
            if (fillers[residue].empty() || fills == 0 || fills > gap) continue;
            if (!best || fills == gap) best = &fillers[residue];
        }
        if (!best) {
            end_ += gap;
            return;
        }
        put(best->back());
        best->pop_back();
    }
}

std::size_t FlatbufferLayout::place(Part root) {
    root_ = root;
    end_ = header_bytes;
    for (Vtable& vtable : vtables_) {
        vtable.position = end_;
        end_ += vtable.bytes;
    }
    // Offsets point forwards: those that refer come first, the last added before all others.
    Gaps fillers;
    for (std::size_t i = parts_.size(); i-- > 0;) {
        const PlannedPart& part = parts_[i];
        if (part.kind != Kind::numbers) {
            put(static_cast<Part>(i));
        } else if (part.alignment <= word_bytes) {
            fillers[round_up(part.bytes, word_bytes) / word_bytes % fillers.size()].push_back(
                static_cast<Part>(i));
        }
    }
    for (std::size_t alignment : {16, 8}) {
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            if (parts_[i].kind != Kind::numbers || parts_[i].alignment != alignment) continue;
            fill_gap(alignment, fillers);
            put(static_cast<Part>(i));
        }
    }
    for (const std::vector<Part>& rest : fillers) {
        for (Part part : rest) put(part);
    }
    return end_;
}

void FlatbufferLayout::write_table(const PlannedPart& part, std::vector<std::byte>& out) const {
    const Vtable& vtable = vtables_[part.vtable];
    store(out, part.position, static_cast<std::int32_t>(part.position - vtable.position));
    for (std::size_t i = part.first; i < part.first + part.count; ++i) {
        const Field& field = fields_[i];
        const std::size_t position = part.position + vtable.words[field.slot / 2u];
        if (field.refers) {
            store(out, position, static_cast<std::uint32_t>(parts_[field.value].position - position));
        } else if (field.bytes == 4) {
            store(out, position, field.value);
        } else {
            store(out, position, static_cast<std::uint8_t>(field.value));
        }
    }
}

std::vector<std::byte> FlatbufferLayout::write(std::string_view identifier) const {
    std::vector<std::byte> out(end_);
    store(out, 0, static_cast<std::uint32_t>(parts_[root_].position));
    std::memcpy(out.data() + word_bytes, identifier.data(), word_bytes);
    for (const Vtable& vtable : vtables_) {
        std::memcpy(out.data() + vtable.position, vtable.words.data(), vtable.bytes);
    }
    for (const PlannedPart& part : parts_) {
        if (part.kind == Kind::table) {
            write_table(part, out);
            continue;
        }
        store(out, part.position, part.count);
        if (!part.data.empty()) {
            std::memcpy(out.data() + part.position + word_bytes, part.data.data(), part.data.size());
        }
        if (part.kind == Kind::references) {
            for (std::size_t i = 0; i < part.count; ++i) {
                const std::size_t position = part.position + word_bytes * (1 + i);
                const Part target = references_[part.first + i];
                store(out, position, static_cast<std::uint32_t>(parts_[target].position - position));
            }
        }
    }
    return out;
}

}  // namespace nanonas
