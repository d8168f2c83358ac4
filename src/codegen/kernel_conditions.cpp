// SPDX-License-Identifier: MIT
#include "codegen/kernel_conditions.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace nanonas {
namespace {

// What remains of a condition: its value where that is known, else its text.
struct Condition {
    std::optional<bool> value;
    std::string text;
};

class Resolver {
  public:
    explicit Resolver(CKernel kernel) : kernel_(kernel) {}

    void take(std::string_view line) {
        for (const std::string_view directive : {"#ifdef ", "#ifndef ", "#if ", "#elif "}) {
            if (!line.starts_with(directive)) continue;
            const Condition condition = resolve(directive, line.substr(directive.size()));
            return directive == "#elif " ? next(condition) : begin(directive, condition);
        }
        if (line == "#else") return next({true, ""});
        if (line == "#endif" && !open_.empty()) return end(line);
        if (shown()) put(line);
    }

    std::string text() && { return std::move(text_); }

  private:
    // A conditional of the source whose end is still to come.
    struct Open {
        bool written = false;  // an #if of it stands in the text
        bool decided = false;  // a branch whose condition is true has begun, so that none can follow
        bool shown = false;    // the branch that is being read stays
    };

    bool shown() const { return open_.empty() || open_.back().shown; }
    bool shown_around() const { return open_.size() < 2 || open_[open_.size() - 2].shown; }

    bool is_false(std::string_view name) const {
        struct Known {
            std::string_view name;
            CKernel kernel;  // of the only cores for which it may be true
        };
        constexpr Known known[] = {{"KERNEL_THUMB1", CKernel::thumb1},
                                   {"PRODUCTS_OF_32_BITS", CKernel::thumb1},
                                   {"defined(__ARM_ARCH_6M__)", CKernel::thumb1},
                                   {"defined(__ARM_ARCH_8M_BASE__)", CKernel::thumb1},
                                   {"KERNEL_DSP", CKernel::dsp},
                                   {"KERNEL_AVR", CKernel::avr},
                                   {"__AVR__", CKernel::avr}};
        const auto found = std::ranges::find(known, name, &Known::name);
        return name == "0" || (found != std::end(known) && found->kernel != kernel_);
    }

    // Of a name, its negation, or names between "||"; a comment may follow.
    Condition resolve(std::string_view directive, std::string_view text) const {
        std::string_view condition = text.substr(0, text.find(" /*"));
        if (directive == "#ifdef " || directive == "#ifndef ") {
            if (!is_false(condition)) return {{}, std::string(text)};
            return {directive == "#ifndef ", ""};
        }
        if (condition.starts_with('!') && is_false(condition.substr(1))) return {true, ""};
        std::string rest;
        bool whole = true;
        while (!condition.empty()) {
            const std::size_t end = std::min(condition.find(" || "), condition.size());
            const std::string_view name = condition.substr(0, end);
            if (!is_false(name)) rest.append(rest.empty() ? "" : " || ").append(name);
            whole = whole && !is_false(name);
            condition.remove_prefix(std::min(end + 4, condition.size()));
        }
        if (rest.empty()) return {false, ""};
        return {{}, whole ? std::string(text) : rest};
    }

    void begin(std::string_view directive, const Condition& condition) {
        open_.push_back({});
        Open& open = open_.back();
        if (!shown_around()) {
            open.decided = true;
        } else if (condition.value) {
            open.shown = open.decided = *condition.value;
            removed_ = true;
        } else {
            open.written = open.shown = true;
            put(std::string(directive) + condition.text);
        }
    }

    // An #elif or an #else.
    void next(const Condition& condition) {
        Open& open = open_.back();
        open.shown = !open.decided && condition.value.value_or(true);
        if (!open.shown) {
            removed_ = true;
            return;
        }
        open.decided = condition.value.has_value();
        if (open.written) {
            put(open.decided ? "#else" : "#elif " + condition.text);
        } else if (!open.decided) {
            open.written = true;
            put("#if " + condition.text);
        }
    }

    void end(std::string_view line) {
        const bool written = open_.back().written;
        open_.pop_back();
        if (written) put(line);
        removed_ = removed_ || !written;
    }

    // Where lines were taken out, what surrounded them may leave two empty lines.
    void put(std::string_view line) {
        if (line.empty() && removed_ && text_.ends_with("\n\n")) return;
        text_.append(line).push_back('\n');
        removed_ = false;
    }

    CKernel kernel_;
    std::string text_;
    std::vector<Open> open_;
    bool removed_ = false;  // lines since the last that was put
};

}  // namespace

std::string without_other_kernels(std::string_view c, CKernel kernel) {
    Resolver resolver(kernel);
    while (!c.empty()) {
        const std::size_t end = c.find('\n');
        resolver.take(c.substr(0, end));
        c.remove_prefix(end == std::string_view::npos ? c.size() : end + 1);
    }
    return std::move(resolver).text();
}

}  // namespace nanonas
