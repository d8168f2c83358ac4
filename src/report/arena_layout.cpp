// SPDX-License-Identifier: MIT
// The tensor arena over time: operators run from top to bottom, addresses go from left to right.
#include <algorithm>
#include <utility>

#include "base/figures.h"
#include "report/axis.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr double left = 124, right = 404, width = 412, top = 26, row = 21;

std::string shape_text(const InspectedTensor& tensor) {
    std::string text;
    for (std::size_t i = tensor.shape.size() > 1 ? 1 : 0; i < tensor.shape.size(); ++i)
        text += fmt::format("{}{}", text.empty() ? "" : "×", tensor.shape[i]);
    return text;
}

// The first step of a timeline is the picture's arrival; each other one is an operator's.
std::vector<std::string> step_titles(const Inspection& inspection) {
    std::vector<std::string> titles{"Picture comes in"};
    for (std::string& title : operator_titles(inspection)) titles.push_back(std::move(title));
    return titles;
}

class Layout {
  public:
    Layout(const Inspection& inspection, const TensorArena& arena, std::optional<std::int64_t> limit)
        : inspection_(inspection),
          arena_(arena),
          limit_(limit),
          titles_(step_titles(inspection)),
          steps_(static_cast<double>(inspection.timeline.size())) {
        const auto bytes = static_cast<double>(arena.bytes);
        const auto most = static_cast<double>(limit.value_or(0));
        limit_shown_ = limit && most <= 2 * bytes;
        x_ = {0, std::max(bytes, limit_shown_ ? most : 0) * 1.02, left, right};
    }

    Markup draw() const {
        Drawing drawing(width, top + steps_ * row + 40, description());
        const Box frame{left, top, right - left, steps_ * row};
        draw_x_axis(drawing, x_, frame, Quantity::bytes, 5);
        for (std::size_t i = 0; i < titles_.size(); ++i) {
            const bool peak = static_cast<int>(i) == inspection_.peak_step;
            drawing.text({left - 6, top + (static_cast<double>(i) + 0.5) * row + 4},
                         (peak ? "▸ " : "") + titles_[i], peak ? "label strong" : "label", Anchor::end,
                         fmt::format("{} bytes live", grouped(inspection_.timeline[i].live_bytes)));
        }
        for (const ArenaBuffer& buffer : arena_.buffers) draw_buffer(drawing, buffer);
        draw_tail(drawing);
        draw_limit(drawing);
        drawing.text({(left + right) / 2, top + steps_ * row + 34}, "address in the arena", "axis-name",
                     Anchor::middle);
        return drawing.markup();
    }

  private:
    double at(std::int64_t address) const { return x_.at(static_cast<double>(address)); }

    std::string description() const {
        return fmt::format(
            "Layout of the tensor arena of {} bytes while {} operators run: {} bytes of activations, most of "
            "them "
            "live at once in {}, and {} bytes that TensorFlow Lite Micro keeps.",
            grouped(arena_.bytes), inspection_.operators.size(), grouped(arena_.head_bytes),
            titles_[static_cast<std::size_t>(inspection_.peak_step)], grouped(arena_.tail_bytes));
    }

    // Colour by what made it: the caller, a convolution, a pooling, a kernel for itself, the rest.
    std::string_view style(const ArenaBuffer& buffer) const {
        if (buffer.tensor < 0) return "block scratch";
        if (buffer.first_step == 0) return "block input";
        const std::string& name = inspection_.operators[static_cast<std::size_t>(buffer.first_step - 1)].name;
        if (name == "CONV_2D" || name == "DEPTHWISE_CONV_2D") return "block convolved";
        if (name == "MAX_POOL_2D" || name == "AVERAGE_POOL_2D") return "block pooled";
        return "block other";
    }

    void draw_buffer(Drawing& drawing, const ArenaBuffer& buffer) const {
        const int first = std::max(buffer.first_step, 0);
        const double x = at(buffer.offset), end = at(buffer.offset + buffer.bytes);
        const Box box{x, top + first * row + 1, std::max(end - x - 0.6, 1.2),
                      (buffer.last_step - first + 1) * row - 2};
        const std::string what =
            buffer.tensor < 0 ? "scratch of " + titles_[static_cast<std::size_t>(first)]
                              : shape_text(inspection_.tensors[static_cast<std::size_t>(buffer.tensor)]);
        drawing.box(box, style(buffer), 2,
                    fmt::format("{}: {} bytes at {}, from {} to {}", what, grouped(buffer.bytes),
                                grouped(buffer.offset), titles_[static_cast<std::size_t>(first)],
                                titles_[static_cast<std::size_t>(buffer.last_step)]));
        if (buffer.tensor >= 0 && text_width(what, 11) + 8 < box.width) {
            drawing.text({box.x + box.width / 2, box.y + box.height / 2 + 4}, what, "block-text",
                         Anchor::middle);
        }
    }

    void draw_tail(Drawing& drawing) const {
        const double x = at(arena_.bytes - arena_.tail_bytes);
        const Box box{x, top + 1, std::max(at(arena_.bytes) - x, 1.2), steps_ * row - 2};
        drawing.box(box, "block tail", 2,
                    fmt::format("kept by TensorFlow Lite Micro: {} bytes", grouped(arena_.tail_bytes)));
        if (box.width > 16) {
            drawing.upward_text({box.x + box.width / 2 + 4, top + steps_ * row / 2}, "kept by the runtime",
                                "block-text");
        }
    }

    void draw_limit(Drawing& drawing) const {
        if (!limit_) return;
        const std::string text = "limit " + kibibytes(*limit_);
        if (limit_shown_) {
            drawing.line({at(*limit_), top - 6}, {at(*limit_), top + steps_ * row}, "limit");
        }
        drawing.text({limit_shown_ ? at(*limit_) : right, 14}, limit_shown_ ? text : text + " →",
                     "limit-text", Anchor::end);
    }

    const Inspection& inspection_;
    const TensorArena& arena_;
    const std::optional<std::int64_t> limit_;
    std::vector<std::string> titles_;  // by step
    double steps_;
    bool limit_shown_ = false;
    Axis x_;
};

}  // namespace

Markup arena_layout(const RunRecord& run, const Inspection& inspection) {
    if (!inspection.arena) return notice(inspection.arena_unknown);
    const bool as_32bit = run.settings && run.settings->arena != ArenaModel::bits64;
    const TensorArena& arena = as_32bit ? *inspection.arena_32bit : *inspection.arena;
    const std::optional<std::int64_t> limit =
        counts_as_c(run) ? std::nullopt : run.limits.ram_bytes;  // which is none of the arena's
    const bool has_scratch = std::any_of(arena.buffers.begin(), arena.buffers.end(),
                                         [](const ArenaBuffer& buffer) { return buffer.tensor < 0; });
    std::vector<LegendEntry> meanings{{"block input", "picture"},
                                      {"block convolved", "convolution's output"},
                                      {"block pooled", "pooling's output"},
                                      {"block other", "others"},
                                      {"block tail", "kept for good"}};
    if (has_scratch) meanings.insert(meanings.begin() + 3, {"block scratch", "scratch"});
    return card(
        counts_as_c(run) ? "Under TensorFlow Lite Micro: its tensor arena over time"
                         : "RAM over time: the tensor arena",
        markup("{}{}", Layout(inspection, arena, limit).draw(), legend(meanings)),
        markup(
            "{} bytes in TensorFlow Lite Micro ({} bit). Operators run from top to bottom; a block is a "
            "tensor, as tall as it lives and as wide as it is large. At ▸ the most bytes live at once: {}. "
            "Stack and interpreter come on top.",
            grouped(arena.bytes), as_32bit ? 32 : 64,
            grouped(inspection.timeline[static_cast<std::size_t>(inspection.peak_step)].live_bytes)));
}

}  // namespace nanonas
