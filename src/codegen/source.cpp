// SPDX-License-Identifier: MIT
#include "codegen/source.h"

#include <algorithm>
#include <cmath>

#include "codegen/c_text.h"
#include "codegen/names.h"
#include "codegen/text_template.h"
#include "dataset/interpolation.h"

namespace nanonas {
namespace {

constexpr int long_weight_bits = 24, short_weight_bits = 8;

// An output pixel lies between the input's pixels at `place` and behind it.
struct Place {
    std::int64_t place = 0;
    std::uint32_t weight = 0;  // of the second, in 2^-24; 0 where there may be none
};

std::vector<Place> places(int out_size, int in_size) {
    std::vector<Place> result;
    for (const Between& between : interpolation(out_size, in_size)) {
        const bool apart = between.lower != between.upper;
        const double weight = std::ldexp(double{between.weight}, long_weight_bits);
        result.push_back({between.lower, apart ? static_cast<std::uint32_t>(weight) : 0});
    }
    return result;
}

// Steps from each place to the next, and none behind the last.
std::vector<std::int64_t> steps(const std::vector<Place>& places) {
    std::vector<std::int64_t> result;
    for (std::size_t i = 0; i + 1 < places.size(); ++i)
        result.push_back(places[i + 1].place - places[i].place);
    return result;
}

std::int64_t shortest_step(const std::vector<Place>& places) {
    const std::vector<std::int64_t> all = steps(places);
    return all.empty() ? 0 : std::ranges::min(all);
}

// All are multiples of 2^-8: products of two and a byte fit a float, which then rounds nothing.
bool short_weights(const std::vector<Place>& places) {
    constexpr std::uint32_t beyond = (1u << (long_weight_bits - short_weight_bits)) - 1;
    return std::ranges::all_of(places, [](const Place& place) { return (place.weight & beyond) == 0; });
}

// Two output pixels between the same pixels of the input.
bool shares_places(const std::vector<Place>& places) {
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        const Place &here = places[i], &next = places[i + 1];
        if (here.place == next.place && here.weight > 0 && next.weight > 0) return true;
    }
    return false;
}

std::string table(const std::vector<Place>& places, bool short_entries) {
    const std::vector<std::int64_t> all = steps(places);
    const std::int64_t shortest = shortest_step(places);
    const std::size_t in_a_line = short_entries ? 12 : 8;
    std::string text;
    for (std::size_t i = 0; i < places.size(); ++i) {
        const auto extra = static_cast<std::uint32_t>(i < all.size() ? all[i] - shortest : 0);
        const std::uint32_t entry = extra << long_weight_bits | places[i].weight;
        text += i % in_a_line == 0 ? "    " : " ";
        text += short_entries ? fmt::format("{}", entry >> (long_weight_bits - short_weight_bits))
                              : fmt::format("0x{:x}", entry);
        text += i + 1 == places.size() || (i + 1) % in_a_line == 0 ? ",\n" : ",";
    }
    return text;
}

class SourceMaker {
  public:
    SourceMaker(const SourceFormat& source, const InputShape& network, std::string name, bool caller_state)
        : source_(source),
          network_(network),
          name_(std::move(name)),
          caller_state_(caller_state),
          columns_(places(network.width, source.width)),
          rows_(places(network.height, source.height)),
          short_(short_weights(columns_) && short_weights(rows_)) {
        choose_memory();
    }

    Result<std::vector<GeneratedFile>> make() const {
        TemplateValues values;
        set_names(values.texts);
        set_words(values.texts);
        set_tables(values.texts);
        set_memory(values.texts);
        const bool grey_source = source_.format == PixelFormat::grey, grey_network = network_.channels == 1;
        const bool high_first = source_.format == PixelFormat::rgb565;
        values.texts["high"] = std::to_string(high_first ? 0 : 1);
        values.texts["low"] = std::to_string(high_first ? 1 : 0);
        values.texts["channels"] = std::to_string(grey_source || grey_network ? 1 : 3);
        values.conditions = {{"caller_state", caller_state_},
                             {"short_weights", short_},
                             {"grey_source", grey_source},
                             {"rgb", source_.format == PixelFormat::rgb},
                             {"rgb565", pixel_bytes(source_.format) == 2},
                             {"grey_network", grey_network},
                             {"to_grey", !grey_source && grey_network},
                             {"replicate", grey_source && !grey_network},
                             {"one_channel", grey_source || grey_network},
                             {"pairs", pairs_}};
        NANONAS_TRY(std::string header, fill_in(c_text("source.h.in"), values));
        NANONAS_TRY(std::string source, fill_in(c_text("source.c.in"), values));
        return std::vector<GeneratedFile>{{name_ + "_source.h", std::move(header)},
                                          {name_ + "_source.c", std::move(source)}};
    }

  private:
    using Texts = decltype(TemplateValues::texts);

    // Of the row above the network's next one either the pairs of pixels that its columns lie between are
    // kept, or all of it. Where each pair is used once, the finished row can take its place.
    void choose_memory() {
        const int bytes = pixel_bytes(source_.format), row_bytes = network_.width * network_.channels;
        const int pairs = 2 * bytes * network_.width, whole = bytes * source_.width;
        const bool in_place = !shares_places(rows_) && 2 * bytes >= network_.channels;
        pairs_ = pairs + (in_place ? 0 : row_bytes) < whole + row_bytes;
        in_place_ = pairs_ && in_place;
        kept_bytes_ = pairs_ ? pairs : whole;
    }

    int ram_bytes() const {
        constexpr int counters = 6;
        const int bytes = counters + kept_bytes_ + (in_place_ ? 0 : network_.width * network_.channels);
        return bytes + bytes % 2;
    }

    void set_names(Texts& texts) const {
        const std::string state = name_ + "_source_state";
        texts["name"] = name_;
        texts["NAME"] = upper_case(name_);
        texts["parameter"] = caller_state_ ? state + " *s, " : "";
        texts["parameter_alone"] = caller_state_ ? state + " *s" : "void";
        texts["example_alone"] = caller_state_ ? "&camera" : "";
        texts["example"] = caller_state_ ? "&camera, " : "";
        texts["example_network"] = caller_state_ ? "&camera.network, " : "";
        texts["network_argument"] = caller_state_ ? "&s->network, " : "";
        texts["network_argument_alone"] = caller_state_ ? "&s->network" : "";
        texts["state_pointer"] = caller_state_ ? "" : "    state *const s = &camera;\n";
    }

    void set_words(Texts& texts) const {
        static const std::map<PixelFormat, std::string_view> formats = {
            {PixelFormat::grey, "one for each pixel."},
            {PixelFormat::rgb, "red, green and blue of each pixel."},
            {PixelFormat::rgb565,
             "two for each pixel, the high one first:\n"
             " * rrrrrggg gggbbbbb. Colours become bytes by repeating their high bits below the low ones."},
            {PixelFormat::rgb565le,
             "two for each pixel, the low one first:\n"
             " * gggbbbbb rrrrrggg. Colours become bytes by repeating their high bits below the low ones."}};
        const bool grey_source = source_.format == PixelFormat::grey;
        const std::string text = to_string(source_);
        const std::size_t colon = text.find(':');
        texts["source_words"] = text.substr(0, colon) + " " + text.substr(colon + 1);
        texts["network_words"] =
            fmt::format("{}x{} {}", network_.width, network_.height, network_.channels == 1 ? "grey" : "rgb");
        texts["format_words"] = formats.at(source_.format);
        texts["read_words"] =
            pixel_bytes(source_.format) == 2 ? ": high bits are repeated below the low ones" : "";
        texts["grey_words"] = grey_source == (network_.channels == 1) ? ""
                              : grey_source
                                  ? ". Grey becomes equal red, green and blue"
                                  : ". Grey is 0.299 red + 0.587 green + 0.114 blue, before resizing";
        texts["ram_words"] =
            fmt::format("{} bytes{}", ram_bytes(),
                        caller_state_ ? " beside the network's state" : " beside the network's");
    }

    void set_tables(Texts& texts) const {
        texts["source_width"] = std::to_string(source_.width);
        texts["source_height"] = std::to_string(source_.height);
        texts["pixel_bytes"] = std::to_string(pixel_bytes(source_.format));
        texts["first_column"] = std::to_string(columns_.front().place);
        texts["first_row"] = std::to_string(rows_.front().place);
        texts["column_step"] = std::to_string(shortest_step(columns_));
        texts["row_step"] = std::to_string(shortest_step(rows_));
        texts["columns"] = table(columns_, short_);
        texts["rows"] = table(rows_, short_);
        texts["one_words"] = short_ ? "1/256" : "2^-24";
        texts["entry_type"] = short_ ? "uint16_t" : "uint32_t";
        texts["weight_type"] = short_ ? "unsigned" : "uint32_t";
        texts["one"] = short_ ? "65536u" : "(UINT32_C(1) << 24)";
        texts["across"] = short_ ? "((uint32_t)across << 8)" : "across";
        texts["down"] = short_ ? "((uint32_t)down << 8)" : "down";
        texts["rounding"] = short_ ? "0" : "HALF + MARGIN";
        texts["weight_mask"] = short_ ? "255u" : "UINT32_C(0xffffff)";
        texts["weight_bits"] = std::to_string(short_ ? short_weight_bits : long_weight_bits);
        texts["flash_read"] = short_ ? "pgm_read_word" : "pgm_read_dword";
    }

    void set_memory(Texts& texts) const {
        const std::string upper = upper_case(name_);
        texts["finished"] = in_place_ ? "kept" : "finished";
        texts["kept_start"] = pairs_ ? "" : " + FIRST_COLUMN * PIXEL_BYTES";
        texts["kept_right"] = pairs_ ? "PIXEL_BYTES" : "right";
        texts["kept_advance"] = pairs_ ? "2 * PIXEL_BYTES" : "step";
        texts["state_type"] = fmt::format(
            "typedef struct {{\n{}"
            "    uint16_t row;   /* of the camera, the next to come */\n"
            "    uint16_t above; /* row of the camera, above the network's next one or at it */\n"
            "    uint16_t next;  /* row of the network, the next to be completed */\n"
            "    uint8_t kept[{}]; /* {}{} */\n{}"
            "}} {}_source_state;\n",
            caller_state_ ? fmt::format("    {}_state network;\n", name_) : "", kept_bytes_,
            pairs_ ? "the pixels of that row left and right of each of the network's" : "that row",
            in_place_ ? ", then a completed row" : "",
            in_place_ ? "" : fmt::format("    uint8_t finished[{}_ROW_BYTES];\n", upper), name_);
    }

    SourceFormat source_;
    InputShape network_;
    std::string name_;
    bool caller_state_;
    std::vector<Place> columns_, rows_;
    bool short_;  // entries of the tables have 16 bits, weights 8
    bool pairs_ = false, in_place_ = false;
    int kept_bytes_ = 0;
};

}  // namespace

Result<std::vector<GeneratedFile>> generate_source(const SourceFormat& source, const InputShape& network,
                                                   const std::string& name, bool caller_state) {
    NANONAS_TRY_VOID(check_c_name(name));
    NANONAS_TRY_VOID(check_source_format(source));
    NANONAS_TRY_VOID(check_input_shape(network));
    return SourceMaker(source, network, name, caller_state).make();
}

}  // namespace nanonas
