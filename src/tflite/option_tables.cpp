// SPDX-License-Identifier: MIT
#include "tflite/option_tables.h"

#include <cstring>

#include "graph/operator.h"

namespace nanonas {
namespace {

// Where the offset of field `id` stands in a vtable, behind the sizes of the vtable and of the table.
constexpr std::uint16_t slot_of(int id) {
    return static_cast<std::uint16_t>(4 + 2 * id);
}

// Reads fields and notes when one does not lie within the file.
class TableReader final : public OptionReader {
  public:
    TableReader(const std::byte* table, std::span<const std::byte> file)
        : file_(file), table_(table - file.data()) {}

    bool sound() const { return sound_; }

  private:
    std::int8_t read_byte(int id) override { return value<std::int8_t>(field(id), 0); }
    int read_word(int id, int usual) override { return value<std::int32_t>(field(id), usual); }
    float read_real(int id) override { return value<float>(field(id), 0); }

    std::vector<int> read_words(int id) override {
        const std::int64_t reference = field(id);
        if (reference == 0) return {};
        const std::int64_t start = reference + value<std::uint32_t>(reference, 0);
        const std::int64_t words = value<std::uint32_t>(start, 0);
        const std::int64_t first = start + std::int64_t{sizeof(std::uint32_t)};
        if (!within(first, words * std::int64_t{sizeof(int)})) return {};
        std::vector<int> result(static_cast<std::size_t>(words));
        if (!result.empty()) std::memcpy(result.data(), file_.data() + first, result.size() * sizeof(int));
        return result;
    }

    // Where a field begins in the file; 0: the table lacks it.
    std::int64_t field(int id) {
        const std::int64_t vtable = table_ - value<std::int32_t>(table_, 0);
        if (slot_of(id) >= value<std::uint16_t>(vtable, 0)) return 0;
        const std::int64_t offset = value<std::uint16_t>(vtable + slot_of(id), 0);
        return offset == 0 ? 0 : table_ + offset;
    }

    template <typename T>
    T value(std::int64_t position, T missing) {
        if (position == 0 || !within(position, sizeof(T))) return missing;
        T result;
        std::memcpy(&result, file_.data() + position, sizeof result);
        return result;
    }

    bool within(std::int64_t position, std::int64_t bytes) {
        const bool fits =
            position >= 0 && position <= std::ssize(file_) && bytes <= std::ssize(file_) - position;
        sound_ = sound_ && fits;
        return fits;
    }

    std::span<const std::byte> file_;
    std::int64_t table_;
    bool sound_ = true;
};

class TableWriter final : public OptionWriter {
  public:
    explicit TableWriter(FlatbufferLayout& layout) : layout_(layout) {}

    FlatbufferLayout::Part finish() { return layout_.add_table(fields_); }

  private:
    using Field = FlatbufferLayout::Field;

    void write_byte(int id, std::int8_t value) override { fields_.add(Field::byte(slot_of(id), value)); }
    void write_word(int id, int value) override { fields_.add(Field::word(slot_of(id), value)); }
    void write_real(int id, float value) override { fields_.add(Field::real(slot_of(id), value)); }
    void write_words(int id, std::span<const int> values) override {
        fields_.add(Field::reference(slot_of(id), layout_.add_vector(values)));
    }

    FlatbufferLayout& layout_;
    FlatbufferLayout::Fields fields_{};
};

}  // namespace

std::optional<OperatorOptions> read_options(int type, const std::byte* table,
                                            std::span<const std::byte> file) {
    for (const OperatorDescription* known : operators()) {
        if (type == 0 || known->options.type != type) continue;
        TableReader reader(table, file);
        OperatorOptions options = known->options.read(reader);
        return reader.sound() ? std::optional(std::move(options)) : std::nullopt;
    }
    return NoOptions{};
}

const OptionsForm* options_form_of(const GraphOperator& op) {
    const auto holds = [&](const OperatorDescription* known) {
        return known && known->options.type != 0 && known->options.holds(op.options);
    };
    if (const OperatorDescription* own = find_operator(op.code); holds(own)) return &own->options;
    for (const OperatorDescription* known : operators()) {  // of an operator that nanonas does not know
        if (holds(known)) return &known->options;
    }
    return nullptr;
}

FlatbufferLayout::Part add_options(FlatbufferLayout& layout, const OptionsForm& form,
                                   const OperatorOptions& options) {
    TableWriter writer(layout);
    form.write(options, writer);
    return writer.finish();
}

}  // namespace nanonas
