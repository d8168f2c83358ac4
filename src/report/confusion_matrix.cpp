// SPDX-License-Identifier: MIT
// Which classes are taken for which.
#include <algorithm>

#include "base/figures.h"
#include "report/sections.h"
#include "report/wording.h"

namespace nanonas {
namespace {

constexpr int most_with_names = 16, most_with_figures = 12;
constexpr std::size_t most_listed = 10;

std::uint32_t pictures_of(const Confusion& confusion, int truth) {
    std::uint32_t all = 0;
    for (int answer = 0; answer < confusion.classes; ++answer) all += confusion.at(truth, answer);
    return all;
}

double share(std::uint32_t part, std::uint32_t all) {
    return static_cast<double>(part) / std::max(all, 1u);
}

std::string set_name(const ShownTest& tested) {
    return tested.on_test_set ? "test" : "validation";
}

class Matrix {
  public:
    Matrix(const Confusion& confusion, const std::vector<std::string>& names)
        : confusion_(confusion), names_(names), named_(confusion.classes <= most_with_names) {
        const double n = confusion.classes;
        left_ = named_ ? 116 : 40;
        cell_ = std::min(40.0, (right - left_) / n);
    }

    Markup draw(std::string_view description) const {
        const double n = confusion_.classes;
        Drawing drawing(named_ ? 410 : 380, top + n * cell_ + 8, description);
        drawing.text({left_, 13}, "taken for →", "axis-name");
        for (int truth = 0; truth < confusion_.classes; ++truth) {
            if (named_) draw_name(drawing, truth);
            draw_row(drawing, truth);
        }
        if (!named_) draw_numbers(drawing);
        drawing.box({left_, top, n * cell_, n * cell_}, "outline");
        return drawing.markup();
    }

  private:
    const std::string& name_of(int label) const { return names_[static_cast<std::size_t>(label)]; }

    void draw_name(Drawing& drawing, int truth) const {
        const double y = top + (truth + 0.5) * cell_ + 4;
        const std::string number = fmt::format("{}", truth + 1);
        drawing.text({left_ - 6, y}, number, "tick", Anchor::end);
        drawing.text({left_ - 24, y}, fitting(name_of(truth), left_ - 26, 12), "label", Anchor::end,
                     name_of(truth));
        drawing.text({left_ + (truth + 0.5) * cell_, top - 6}, number, "tick", Anchor::middle,
                     name_of(truth));
        const double right_share = share(confusion_.at(truth, truth), pictures_of(confusion_, truth));
        drawing.text({left_ + confusion_.classes * cell_ + 6, y}, percent(right_share), "tick");
    }

    void draw_numbers(Drawing& drawing) const {
        const int step = confusion_.classes > 200 ? 100 : confusion_.classes > 60 ? 20 : 5;
        for (int label = 0; label < confusion_.classes; ++label) {
            if (label != 0 && (label + 1) % step != 0) continue;
            const double middle = (label + 0.5) * cell_;
            drawing.text({left_ - 5, top + middle + 4}, fmt::format("{}", label + 1), "tick", Anchor::end);
            drawing.text({left_ + middle, top - 5}, fmt::format("{}", label + 1), "tick", Anchor::middle);
        }
    }

    // Empty cells stay ground, so that a hundred classes are no ten thousand rectangles.
    void draw_row(Drawing& drawing, int truth) const {
        const std::uint32_t all = pictures_of(confusion_, truth);
        for (int answer = 0; answer < confusion_.classes; ++answer) {
            const std::uint32_t count = confusion_.at(truth, answer);
            if (count == 0) continue;
            const Box box{left_ + answer * cell_, top + truth * cell_, cell_, cell_};
            const double part = share(count, all);
            drawing.shaded(box, 0.1 + 0.8 * part,
                           fmt::format("{} taken for {}: {} of {}", name_of(truth), name_of(answer),
                                       grouped(count), grouped(all)));
            if (confusion_.classes > most_with_figures) continue;
            drawing.text({box.x + cell_ / 2, box.y + cell_ / 2 + 4}, short_count(count),
                         part > 0.72 ? "on-heat" : "cell-figure", Anchor::middle);
        }
    }

    static constexpr double top = 40, right = 352;
    const Confusion& confusion_;
    const std::vector<std::string>& names_;
    const bool named_;
    double left_, cell_;
};

}  // namespace

Markup confusion_matrix(const ShownPictures& seen) {
    if (!seen.tested) return {};
    const Confusion& confusion = seen.tested->confusion;
    const std::string description = fmt::format(
        "Confusion matrix of {} classes over {} {} pictures: {} on the diagonal.", confusion.classes,
        grouped(seen.tested->pictures), set_name(*seen.tested), percent(confusion.accuracy()));
    return card(
        "Confusion matrix", Matrix(confusion, seen.classes).draw(description),
        markup("Rows are what a picture shows, columns what the int8 network took it for; what it got right "
               "lies on the diagonal{}. {} {} pictures, {} right.",
               confusion.classes <= most_with_names ? ", its share at the row's end" : "",
               grouped(seen.tested->pictures), set_name(*seen.tested), percent(confusion.accuracy())));
}

Markup frequent_confusions(const ShownPictures& seen) {
    if (!seen.tested) return {};
    const Confusion& confusion = seen.tested->confusion;
    struct Pair {
        int truth, answer;
        std::uint32_t count;
    };
    std::vector<Pair> pairs;
    for (int truth = 0; truth < confusion.classes; ++truth) {
        for (int answer = 0; answer < confusion.classes; ++answer) {
            const std::uint32_t count = confusion.at(truth, answer);
            if (truth != answer && count > 0) pairs.push_back({truth, answer, count});
        }
    }
    if (pairs.empty()) return notice("No picture was taken for another class.");
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const Pair& a, const Pair& b) { return a.count > b.count; });
    pairs.resize(std::min(pairs.size(), most_listed));
    std::vector<std::vector<Markup>> rows{{markup("Shown → taken for"), markup("Pictures"), markup("Share")}};
    const auto name = [&](int label) { return markup("{}", seen.classes[static_cast<std::size_t>(label)]); };
    for (const Pair& pair : pairs) {
        rows.push_back({markup("{} → {}", name(pair.truth), name(pair.answer)),
                        markup("{}", grouped(pair.count)),
                        markup("{}", percent(share(pair.count, pictures_of(confusion, pair.truth))))});
    }
    return card("Most frequent confusions", table(rows),
                markup("The share is of all pictures of the class that is shown."));
}

}  // namespace nanonas
