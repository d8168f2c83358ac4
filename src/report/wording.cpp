// SPDX-License-Identifier: MIT
#include "report/wording.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/figures.h"

namespace nanonas {
namespace {

std::string operator_title(const std::string& name) {
    static const std::map<std::string, std::string> titles{
        {"CONV_2D", "Convolution"}, {"MAX_POOL_2D", "Max pooling"},
        {"MEAN", "Global average"}, {"MUL", "Scale"},
        {"ADD", "Shift"},           {"FULLY_CONNECTED", "Dense"},
        {"SOFTMAX", "Softmax"},     {"QUANTIZE", "Quantise"},
        {"RESHAPE", "Reshape"}};
    const auto title = titles.find(name);
    return title == titles.end() ? name : title->second;
}

}  // namespace

std::string kibibytes(std::int64_t bytes) {
    return bytes < 1024 ? fmt::format("{} B", bytes)
                        : fmt::format("{:.1f} KiB", static_cast<double>(bytes) / 1024);
}

std::string short_count(std::int64_t count) {
    if (count >= 1000000) return fmt::format("{:.2f}M", static_cast<double>(count) / 1e6);
    if (count >= 10000) return fmt::format("{:.0f}k", static_cast<double>(count) / 1e3);
    return grouped(count);
}

std::string counted(std::int64_t count, std::string_view singular, std::string_view plural) {
    return fmt::format("{} {}", grouped(count), count == 1 ? singular : plural);
}

bool counts_as_c(const RunRecord& run) {
    if (run.settings) return run.settings->runtime == Runtime::c;
    return run.ram_bytes != run.arena_bytes && run.ram_bytes != run.arena_bytes_32bit;
}

std::string target_text(const RunRecord& run) {
    return run.target.empty() ? "the given limits" : run.target;
}

std::vector<std::string> operator_titles(const Inspection& inspection) {
    std::map<std::string, int> occurrences, number;
    for (const InspectedOperator& op : inspection.operators) ++occurrences[op.name];
    std::vector<std::string> titles;
    for (const InspectedOperator& op : inspection.operators) {
        const std::string title = operator_title(op.name);
        titles.push_back(occurrences[op.name] == 1 ? title : fmt::format("{} {}", title, ++number[op.name]));
    }
    return titles;
}

std::string date_of(const std::filesystem::path& file) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(file, error);
    if (error) return {};
    const auto day = std::chrono::floor<std::chrono::days>(std::chrono::file_clock::to_sys(written));
    const std::chrono::year_month_day date(day);
    constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December"};
    return fmt::format("{} {} {}", unsigned{date.day()}, months[unsigned{date.month()} - 1], int{date.year()});
}

std::string shown_path(const std::filesystem::path& path) {
    if (!path.is_absolute()) return path.string();
    const std::filesystem::path inner = path.has_filename() ? path : path.parent_path();
    return (inner.parent_path().filename() / inner.filename()).string();
}

std::string shown_text(const SettingText& setting) {
    constexpr std::string_view paths[] = {"pictures", "test", "targets", "cache"};
    const bool is_path = std::ranges::find(paths, setting.name) != std::end(paths);
    return is_path && !setting.text.empty() ? shown_path(setting.text) : setting.text;
}

std::string broken_limit(const DecidedCandidate& candidate, const Limits& limits) {
    if (candidate.feasible) return {};
    if (!candidate.macc) return "too deep";
    const auto over = [](const auto& need, const auto& limit) { return need && limit && *need > *limit; };
    if (over(candidate.macc, limits.macc)) return "MACC";
    if (over(candidate.flash_bytes, limits.flash_bytes)) return "Flash";
    if (over(candidate.ram_bytes, limits.ram_bytes)) return "RAM";
    if (over(candidate.milliseconds, limits.milliseconds)) return "ms";
    return "no fit";
}

}  // namespace nanonas
