// SPDX-License-Identifier: MIT
// Plans where the parts of a flatbuffer lie before any byte of it is written, so that its size is known
// without its contents and no byte is spent that the format does not ask for: every field is written whatever
// its value, equal vtables are shared, and the gaps that alignment leaves are filled with smaller parts.
// Format: https://flatbuffers.dev/internals/
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace nanonas {

class FlatbufferLayout {
  public:
    using Part = std::uint32_t;  // an index into the parts added so far

    // A field of a table. `slot` is its place in the vtable: the VT_... constants of the generated schema.
    struct Field {
        std::uint16_t slot;
        std::uint8_t bytes;  // 1 or 4
        bool refers;
        std::uint32_t value;  // or the part that it refers to

        static Field byte(std::uint16_t slot, int value) {
            return {slot, 1, false, static_cast<std::uint8_t>(value)};
        }
        static Field word(std::uint16_t slot, std::int64_t value) {
            return {slot, 4, false, static_cast<std::uint32_t>(value)};
        }
        static Field real(std::uint16_t slot, float value) {
            return {slot, 4, false, std::bit_cast<std::uint32_t>(value)};
        }
        static Field reference(std::uint16_t slot, Part part) { return {slot, 4, true, part}; }
    };

    // The fields of one table; so many as any table of the schema has.
    class Fields {
      public:
        Fields(std::initializer_list<Field> fields) {
            for (const Field& field : fields) add(field);
        }
        void add(const Field& field) { fields_.at(count_++) = field; }
        std::span<const Field> span() const { return {fields_.data(), count_}; }

      private:
        std::array<Field, 8> fields_{};
        std::size_t count_ = 0;
    };

    FlatbufferLayout();

    // Parts are added before those that refer to them.
    Part add_table(const Fields& fields);
    Part add_references(std::span<const Part> parts);  // a vector of tables
    // Vectors of numbers; the numbers stay the caller's and must outlive write().
    template <typename T>
    Part add_vector(std::span<const T> values) {
        return add_numbers(std::as_bytes(values), values.size(), alignof(T), 0);
    }
    // A vector of `count` bytes aligned to 16, as model data is; where `data` is shorter, zeros follow it.
    Part add_data(std::span<const std::byte> data, std::size_t count) {
        return add_numbers(data, count, 16, count - data.size());
    }
    Part add_string(std::string_view text);  // stays the caller's too

    // Gives every part its place; returns the size of the whole in bytes. Call once, after the last part.
    std::size_t place(Part root);
    // The bytes; after place(). `identifier` has four characters.
    std::vector<std::byte> write(std::string_view identifier) const;

  private:
    enum class Kind : std::uint8_t { table, references, numbers };
    struct PlannedPart {
        Kind kind;
        std::uint8_t alignment;           // of what follows the first word
        std::uint32_t vtable;             // of a table: index into vtables_
        std::uint32_t first;              // index into fields_ or references_
        std::uint32_t count;              // fields, references or elements
        std::span<const std::byte> data;  // of numbers
        std::size_t bytes;                // from the part's start to its end
        std::size_t position = 0;
    };
    struct Vtable {
        std::array<std::uint16_t, 10> words{};
        std::uint16_t bytes = 0;
        std::size_t position = 0;
        bool operator==(const Vtable& other) const { return words == other.words; }
    };
    using Gaps = std::array<std::vector<Part>, 4>;  // parts by (bytes modulo 16) / 4

    Part add_numbers(std::span<const std::byte> data, std::size_t count, std::size_t alignment,
                     std::size_t zeros);
    std::uint32_t shared_vtable(const Vtable& wanted);
    void put(Part part);
    void fill_gap(std::size_t alignment, Gaps& fillers);
    void write_table(const PlannedPart& part, std::vector<std::byte>& out) const;

    std::vector<PlannedPart> parts_;
    std::vector<Field> fields_;
    std::vector<Part> references_;
    std::vector<Vtable> vtables_;
    Part root_ = 0;
    std::size_t end_ = 0;
};

}  // namespace nanonas
