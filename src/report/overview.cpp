// SPDX-License-Identifier: MIT
// What was asked and what was found, before any drawing.
#include <algorithm>

#include "base/figures.h"
#include "base/wilson_interval.h"
#include "nanonas/run_plan.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

// The accuracy that speaks for the run: of the int8 network on test pictures if there are any.
struct Accuracy {
    std::optional<double> value;
    std::string of;
    std::optional<Interval> interval = {};
};

std::optional<Interval> interval_of(std::optional<double> accuracy, std::optional<std::int64_t> pictures) {
    return wilson_interval(accuracy, pictures.value_or(0));
}

// "93.8 % (91.5 to 95.5 %)"
std::string with_interval(std::optional<double> accuracy, std::optional<std::int64_t> pictures) {
    const auto interval = interval_of(accuracy, pictures);
    return interval ? fmt::format("{} ({})", percent(accuracy), percent_range(interval)) : percent(accuracy);
}

Accuracy main_accuracy(const RunRecord& run) {
    const auto pictures = [](std::optional<std::int64_t> count, const char* what) {
        return count ? fmt::format("{} {} pictures", grouped(*count), what)
                     : fmt::format("the {} pictures", what);
    };
    if (run.test_int8) return {run.test_int8, "int8, on " + pictures(run.test_pictures, "test"),
                interval_of(run.test_int8, run.test_pictures)};
    if (run.val_accuracy)
        return {run.val_accuracy, "float, on " + pictures(run.validation_pictures, "validation"),
                interval_of(run.val_accuracy, run.validation_pictures)};
    return {};
}

// A need against its limit, with a bar of the share.
template <typename Number>
Markup limit_tile(std::string_view name, const std::string& need, Number need_number,
                  std::optional<Number> limit, const std::string& limit_words) {
    if (!limit || *limit <= 0) return tile(name, markup("{}", need), markup("<p>no limit was given</p>"));
    const double share = static_cast<double>(need_number) / static_cast<double>(*limit);
    const Markup bar = markup(
        "<div class=\"bar\" role=\"img\" aria-label=\"{} of the limit\"><span "
        "style=\"width:{:.1f}%\"></span></div>",
        percent(share), std::clamp(share * 100, 0.5, 100.0));
    return tile(
        name, markup("{}", need),
        markup("{}<p>{} of {}{}</p>", bar, percent(share), limit_words, share > 1 ? ", over the limit" : ""));
}

std::string on_core(const RunRecord& run) {
    return run.core.empty() ? std::string() : fmt::format(" on a {}", run.core);
}

// What RAM and Flash are of, and with them the milliseconds.
std::string runtime_words(const RunRecord& run) {
    if (!counts_as_c(run)) {
        return "RAM and Flash are TensorFlow Lite Micro's tensor arena and the model file alone, without "
               "stack and interpreter.";
    }
    return fmt::format("{} all that the network's own C takes{}{}.",
                       run.milliseconds ? "RAM, Flash and milliseconds are" : "RAM and Flash are",
                       on_core(run),
                       run.verified ? ", linked and run in an emulator" : ", computed before it is linked");
}

// "its own C, on a Cortex-M0+ since no target was named"
Markup runs_as(const RunRecord& run) {
    if (!counts_as_c(run)) return markup("a file for TensorFlow Lite Micro (<code>--runtime tflm</code>)");
    return markup("its own C{}{}", on_core(run), run.target.empty() ? ", for no target was named" : "");
}

std::string stage_seconds(const StageSeconds& spent) {
    std::string text;
    const auto add = [&](const char* stage, const std::optional<double>& value) {
        if (value) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", stage, seconds(value));
    };
    add("data", spent.data), add("search", spent.search), add("training", spent.train);
    add("quantisation", spent.quantize), add("export", spent.export_files), add("verification", spent.verify);
    return text;
}

std::string network_words(const Architecture& network) {
    const std::vector<int> kernels = channels(network);
    return fmt::format("{} of {} kernels{}, global average pooling, one dense layer",
                       network.c > 0 ? "3×3 convolutions" : "one 3×3 convolution", fmt::join(kernels, ", "),
                       network.c > 0 ? " with 2×2 max pooling between" : "");
}

std::string classes_words(const std::vector<std::string>& classes) {
    constexpr std::size_t most = 12;
    const std::size_t shown = std::min(classes.size(), most);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + classes[i];
    return classes.size() > most ? fmt::format("{} and {} more", text, classes.size() - most) : text;
}

Markup asked(const RunRecord& run) {
    std::vector<Fact> rows;
    if (!run.classes.empty()) {
        rows.emplace_back("Tell apart", markup("{}: {}", counted(std::ssize(run.classes), "class", "classes"),
                                               classes_words(run.classes)));
    }
    if (run.settings) {
        const InputShape& input = run.settings->input;
        rows.emplace_back("In pictures of", markup("{}×{} pixels, {}", input.width, input.height,
                                                   input.channels == 1 ? "grey" : "colour"));
        rows.emplace_back("Taken from", run.settings->pictures.empty()
                                            ? markup("the built-in sample set of drawn road signs")
                                            : markup("<code>{}</code>", shown_path(run.settings->pictures)));
    }
    rows.emplace_back("On", markup("{}", target_text(run)));
    rows.emplace_back("As", runs_as(run));
    const auto limit = [&](std::string_view name, std::optional<std::int64_t> value, std::string_view unit) {
        if (value) rows.emplace_back(name, markup("{} {}", grouped(*value), unit));
    };
    limit("RAM at most", run.limits.ram_bytes, "bytes");
    limit("Flash at most", run.limits.flash_bytes, "bytes");
    const bool search_bound = run.settings && has_search_bound(*run.settings, run.limits);
    limit("MACC at most", run.limits.macc,
          search_bound ? "multiply-accumulates a picture, where every search ends unless it is told otherwise"
                       : "multiply-accumulates a picture");
    if (run.limits.milliseconds) {
        rows.emplace_back("Time at most", markup("{:g} ms a picture", *run.limits.milliseconds));
    }
    if (run.settings && (run.settings->reserve_ram > 0 || run.settings->reserve_flash > 0)) {
        rows.emplace_back("Kept free",
                          markup("{} bytes of RAM and {} of Flash for the firmware",
                                 grouped(run.settings->reserve_ram), grouped(run.settings->reserve_flash)));
    }
    return card("What was asked", facts(rows), {});
}

// What the network takes under the runtime that it was not chosen for.
void add_other_runtime(const RunRecord& run, std::vector<Fact>& rows) {
    if (counts_as_c(run)) {
        if (!run.arena_bytes_32bit) return;
        rows.emplace_back("Under TensorFlow Lite Micro",
                          markup("an arena of {} bytes and a file of {}, without stack and interpreter",
                                 grouped(*run.arena_bytes_32bit), grouped(run.file_bytes.value_or(0))));
        return;
    }
    const bool linked = run.verified && run.verified->ram_bytes && run.verified->flash_bytes;
    const auto ram = linked ? run.verified->ram_bytes : run.c_ram_bytes;
    const auto flash = linked ? run.verified->flash_bytes : run.c_flash_bytes;
    if (!ram || !flash) return;
    const std::string time = linked && run.verified->milliseconds
                                 ? fmt::format(", {:.1f} ms a picture", *run.verified->milliseconds)
                                 : std::string();
    rows.emplace_back("As its own C",
                      markup("{} bytes of RAM, {} of Flash{}{}", grouped(*ram), grouped(*flash), time,
                             run.verified ? " on a " + run.verified->core : ""));
}

// The class of which the smallest share is recognised, the first of equals.
void add_worst_class(const RunRecord& run, std::vector<Fact>& rows) {
    if (!run.pictures || !run.pictures->tested) return;
    const Confusion& confusion = run.pictures->tested->confusion;
    int worst = -1;
    const auto share = [&](int label) {
        return static_cast<double>(confusion.at(label, label)) / static_cast<double>(confusion.pictures_of(label));
    };
    for (int label = 0; label < confusion.classes; ++label) {
        if (confusion.pictures_of(label) > 0 && (worst < 0 || share(label) < share(worst))) worst = label;
    }
    if (worst < 0) return;
    rows.emplace_back("Worst class",
                      markup("{}: {} of its {} pictures right",
                             run.pictures->classes[static_cast<std::size_t>(worst)],
                             with_interval(share(worst), confusion.pictures_of(worst)),
                             grouped(confusion.pictures_of(worst))));
}

Markup found(const RunRecord& run) {
    std::vector<Fact> rows;
    if (run.architecture) {
        rows.emplace_back("Network",
                          markup("{}: {}", name(*run.architecture), network_words(*run.architecture)));
    }
    if (run.test_int8 || run.test_float) {
        rows.emplace_back("On test pictures", markup("{} right as int8, {} as float",
                                                     with_interval(run.test_int8, run.test_pictures),
                                                     with_interval(run.test_float, run.test_pictures)));
    }
    if (run.val_accuracy) {
        rows.emplace_back("On validation pictures", markup("{} right as float", with_interval(run.val_accuracy, run.validation_pictures)));
    }
    add_worst_class(run, rows);
    if (run.evaluated && run.infeasible && !run.candidates.empty()) {
        rows.emplace_back("After looking at",
                          markup("{} trained for a short time, and {} that {} not fit",
                                 counted(*run.evaluated, "candidate", "candidates"), grouped(*run.infeasible),
                                 *run.infeasible == 1 ? "does" : "do"));
    }
    add_other_runtime(run, rows);
    const std::string spent = stage_seconds(run.seconds);
    if (!spent.empty()) {
        rows.emplace_back("Took", run.seconds.total ? markup("{} ({})", seconds(run.seconds.total), spent)
                                                    : markup("{}", spent));
    }
    if (run.peak_rss_bytes) rows.emplace_back("Peak memory", markup("{}", mebibytes(run.peak_rss_bytes)));
    return rows.empty() ? Markup() : card("What was found", facts(rows), {});
}

}  // namespace

Markup headline(const RunRecord& run) {
    const Accuracy accuracy = main_accuracy(run);
    const std::string what = run.classes.empty()
                                 ? "A picture classifier"
                                 : fmt::format("A {}-class picture classifier", run.classes.size());
    const Markup date = run.date.empty() ? Markup() : markup("<p class=\"small\">{}</p>\n", run.date);
    const Markup title = run.title.empty() ? markup("<h1>{} for {}</h1>\n{}", what, target_text(run), date)
                                           : markup("<h1>{}</h1>\n{}", run.title, date);
    if (!run.architecture)
        return markup("{}<p class=\"lead\">The run has not chosen a network yet.</p>\n", title);
    if (!accuracy.value) {
        return markup("{}<p class=\"lead\">Network {} was chosen; it is not trained yet.</p>\n", title,
                      name(*run.architecture));
    }
    return markup(
        "{}<p class=\"lead\">Network {} is right for <strong>{}</strong> of {}.</p>\n", title,
        name(*run.architecture), percent(accuracy.value),
        accuracy.of.substr(accuracy.of.find(", on ") + 5) + (run.test_int8 ? " that it had never seen" : ""));
}

Markup key_figures(const RunRecord& run) {
    Markup all;
    const Accuracy accuracy = main_accuracy(run);
    if (accuracy.value) {
        const Markup more = run.test_float ? markup("<p>float: {}</p>", percent(run.test_float)) : Markup();
        all +=
            tile("Accuracy", markup("{}", percent(accuracy.value)),
                 markup("<p>{}</p><p>95 % interval: {}</p>{}", accuracy.of, percent_range(accuracy.interval), more));
    }
    const auto bytes_limit = [](std::optional<std::int64_t> limit) {
        return limit ? kibibytes(*limit) : std::string();
    };
    if (run.ram_bytes) {
        all += limit_tile("RAM", kibibytes(*run.ram_bytes), *run.ram_bytes, run.limits.ram_bytes,
                          bytes_limit(run.limits.ram_bytes));
    }
    if (run.flash_bytes) {
        all += limit_tile("Flash", kibibytes(*run.flash_bytes), *run.flash_bytes, run.limits.flash_bytes,
                          bytes_limit(run.limits.flash_bytes));
    }
    if (run.macc) {
        all += limit_tile("MACC", grouped(*run.macc), *run.macc, run.limits.macc,
                          run.limits.macc ? grouped(*run.limits.macc) : std::string());
    }
    if (counts_as_c(run) && run.milliseconds) {
        all +=
            limit_tile("A picture takes", fmt::format("{:.1f} ms", *run.milliseconds), *run.milliseconds,
                       run.limits.milliseconds, fmt::format("{:g} ms", run.limits.milliseconds.value_or(0)));
    }
    if (all.empty()) return {};
    return markup("{}<p class=\"small\">{} MACC are multiply-accumulates, the work of one picture.</p>\n",
                  tiles(all), runtime_words(run));
}

Markup asked_and_found(const RunRecord& run) {
    return grid(markup("{}{}", asked(run), found(run)));
}

}  // namespace nanonas
