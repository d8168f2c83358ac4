// SPDX-License-Identifier: MIT
#include "pictures/decode_folder.h"

#include <atomic>
#include <mutex>

#include "base/plain_text.h"
#include "nanonas/thread_pool.h"
#include "pictures/load_picture.h"

namespace nanonas {
namespace {

constexpr std::int64_t default_memory_bytes = 8 << 20;

class FolderDecoder {
  public:
    FolderDecoder(const PictureFolder& folder, const DecodeOptions& decode, std::int64_t memory_bytes,
                  CacheWriter& writer, Progress& progress)
        : folder_(folder),
          decode_(decode),
          budget_(memory_bytes > 0 ? memory_bytes : default_memory_bytes),
          writer_(writer),
          progress_(progress),
          outcomes_(folder.files.size()) {}

    // Called once for each file, from any thread.
    void decode(std::uint32_t slot) {
        if (stopped_ || progress_.stop_requested()) {
            stopped_ = true;
            return;
        }
        const std::string& name = folder_.files[slot].path;
        auto picture = load_picture(folder_.folder / name, plain_name(name), decode_, &budget_);
        if (!picture) {
            const std::lock_guard lock(mutex_);
            outcomes_[slot].unreadable = true;
            unreadable_.emplace_back(slot, std::move(picture.error().message));
        } else {
            outcomes_[slot] = {false, picture->enlarged, picture->transparent, picture->deep};
            if (auto written = writer_.write(slot, picture->pixels); !written) fail(written.error());
        }
        count();
    }

    Result<CacheContents> contents() {
        if (error_) return tl::unexpected<Error>(*error_);
        if (stopped_) {
            return tl::unexpected<Error>(
                {ErrorKind::interrupted, "Stopped while reading pictures; nothing was kept."});
        }
        CacheContents contents;
        for (std::uint32_t slot = 0; slot < outcomes_.size(); ++slot) {
            const Outcome& outcome = outcomes_[slot];
            if (outcome.unreadable) continue;
            contents.add(slot, folder_.files[slot]);
            contents.enlarged += outcome.enlarged;
            contents.transparent += outcome.transparent;
            contents.deep += outcome.deep;
        }
        std::sort(unreadable_.begin(), unreadable_.end());
        for (auto& [slot, reason] : unreadable_) {
            contents.unreadable.push_back({folder_.files[slot].path, std::move(reason)});
        }
        return contents;
    }

  private:
    struct Outcome {
        bool unreadable = false, enlarged = false, transparent = false, deep = false;
    };

    void fail(const Error& error) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = error;
        stopped_ = true;
    }

    void count() {
        constexpr std::int64_t pictures_an_update = 16;
        const auto total = static_cast<std::int64_t>(outcomes_.size());
        const std::lock_guard lock(mutex_);
        if (++done_ % pictures_an_update == 0 || done_ == total) progress_.update({"data", done_, total, {}});
    }

    const PictureFolder& folder_;
    const DecodeOptions& decode_;
    MemoryBudget budget_;
    CacheWriter& writer_;
    Progress& progress_;
    std::vector<Outcome> outcomes_;
    std::atomic<bool> stopped_ = false;
    std::mutex mutex_;  // guards what follows
    std::vector<std::pair<std::uint32_t, std::string>> unreadable_;
    std::int64_t done_ = 0;
    std::optional<Error> error_;
};

}  // namespace

Result<void> decode_folder(const PictureFolder& folder, const DecodeOptions& decode,
                           const CacheOptions& options, const CacheIdentity& cache, Progress& progress) {
    NANONAS_TRY(CacheWriter writer, CacheWriter::create(cache));
    FolderDecoder decoder(folder, decode, options.max_memory_bytes, writer, progress);
    progress.update({"data", 0, cache.slots, {}});
    ThreadPool(options.threads).parallel_for(cache.slots, [&](std::size_t slot, int) {
        decoder.decode(static_cast<std::uint32_t>(slot));
    });
    NANONAS_TRY(const CacheContents contents, decoder.contents());
    return writer.commit(contents);
}

}  // namespace nanonas
