// SPDX-License-Identifier: MIT
// How an operator's options stand in a .tflite: a description names each field once, with its id in
// TensorFlow's schema.fbs, and the same description reads and writes it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

// Gives the fields of one table of options. A field that the table lacks has its default, which is 0 but
// where `usual` says otherwise.
class OptionReader {
  public:
    virtual ~OptionReader() = default;

    template <typename Byte>  // an enumeration or a flag
    void byte(int id, Byte& value) {
        value = static_cast<Byte>(read_byte(id));
    }
    void word(int id, int& value, int usual = 0) { value = read_word(id, usual); }
    void real(int id, float& value) { value = read_real(id); }
    void words(int id, std::vector<int>& values) { values = read_words(id); }
    // Two fields of which a file has both or neither.
    void pair(int first_id, int& first, int second_id, int& second, int usual) {
        word(first_id, first, usual);
        word(second_id, second, usual);
    }

  private:
    virtual std::int8_t read_byte(int id) = 0;
    virtual int read_word(int id, int usual) = 0;
    virtual float read_real(int id) = 0;
    virtual std::vector<int> read_words(int id) = 0;
};

// Takes the fields of one table of options. A field is written whatever its value, so that no value changes
// the file's size; only a pair is left out where both are `usual`.
class OptionWriter {
  public:
    virtual ~OptionWriter() = default;

    template <typename Byte>
    void byte(int id, Byte value) {
        write_byte(id, static_cast<std::int8_t>(value));
    }
    void word(int id, int value) { write_word(id, value); }
    void real(int id, float value) { write_real(id, value); }
    void words(int id, const std::vector<int>& values) { write_words(id, values); }
    void pair(int first_id, int first, int second_id, int second, int usual) {
        if (first == usual && second == usual) return;
        word(first_id, first);
        word(second_id, second);
    }

  private:
    virtual void write_byte(int id, std::int8_t value) = 0;
    virtual void write_word(int id, int value) = 0;
    virtual void write_real(int id, float value) = 0;
    virtual void write_words(int id, std::span<const int> values) = 0;  // which outlive the writer
};

// The options of one kind of operator. Type 0, the schema's NONE: it has none.
struct OptionsForm {
    int type = 0;                                                    // in the schema's union BuiltinOptions
    bool (*holds)(const OperatorOptions&) = nullptr;                 // whether these options are of this kind
    OperatorOptions (*read)(OptionReader&) = nullptr;                // from a table of this type
    void (*write)(const OperatorOptions&, OptionWriter&) = nullptr;  // precondition: holds(options)
};

// `fields` is a generic lambda of (options, reader or writer) that names the fields by ascending id.
template <typename Options, auto fields>
constexpr OptionsForm options_form(int type) {
    return {type, [](const OperatorOptions& options) { return std::holds_alternative<Options>(options); },
            [](OptionReader& reader) {
                Options options;
                fields(options, reader);
                return OperatorOptions(std::move(options));
            },
            [](const OperatorOptions& options, OptionWriter& writer) {
                fields(std::get<Options>(options), writer);
            }};
}

}  // namespace nanonas
