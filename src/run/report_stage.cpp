// SPDX-License-Identifier: MIT
#include "run/report_stage.h"

#include "folder/file_names.h"
#include "nanonas/report.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

// Lets work be stopped, but says nothing of it.
class Silent : public Progress {
  public:
    explicit Silent(const Progress& user) : user_(user) {}
    bool stop_requested() const override { return user_.stop_requested(); }

  private:
    const Progress& user_;
};

// Whether the page was made after the result that it shows.
bool is_reported(const RunFolder& folder) {
    std::error_code no_page, no_result;
    const auto page = fs::last_write_time(folder.file(run_file::report), no_page);
    const auto result = fs::last_write_time(folder.file(run_file::result), no_result);
    return !no_page && !no_result && page >= result;
}

}  // namespace

Result<void> report_stage(const RunPage& page, const RunSettings& settings, const RunFolder& folder,
                          const Progress& progress) {
    if (!page.anew && is_reported(folder)) return {};
    Silent silent(progress);
    NANONAS_TRY_VOID(
        write_report(folder.path(), {page.pictures, settings.cache, thread_count(settings)}, silent));
    return {};
}

}  // namespace nanonas
