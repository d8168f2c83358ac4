// SPDX-License-Identifier: MIT
#include "nanonas/sample.h"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>

#include "base/random.h"
#include "nanonas/thread_pool.h"
#include "pictures/encode_png.h"
#include "sample/encode.h"
#include "sample/picture.h"

namespace nanonas {
namespace {

namespace fs = std::filesystem;

constexpr int smallest_side = 16, largest_side = 512;
constexpr const char* unfinished = ".unfinished";  // holds the class folders while they are filled

Result<void> check(const SampleOptions& options) {
    if (options.count < 1) {
        return usage_error("A sample set of 0 pictures makes no sense; ask for a count of 1 or more.");
    }
    if (options.size < smallest_side || options.size > largest_side) {
        return usage_error("Sample pictures can't be drawn at a size of {}; choose {} to {} pixels.",
                           options.size, smallest_side, largest_side);
    }
    if (options.threads < 1) return usage_error("{} threads can't draw; use 1 or more.", options.threads);
    return {};
}

// Whether there is nothing in the folder but what a killed draw has left.
bool is_free(const fs::path& folder, std::error_code& error) {
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().filename() != unfinished) return false;
    }
    return true;
}

Result<void> prepare(const fs::path& folder) {
    std::error_code error;
    const fs::file_status status = fs::status(folder, error);
    if (fs::exists(status) && !fs::is_directory(status)) {
        return failure("\"{}\" is a file; name a new or empty folder for the sample set.", folder.string());
    }
    fs::create_directories(folder, error);
    if (!error && !is_free(folder, error)) {
        return failure("\"{}\" is not empty; name a new or empty folder for the sample set.",
                       folder.string());
    }
    if (!error) fs::remove_all(folder / unfinished, error);
    for (const auto name : sample::class_names) {
        if (!error) fs::create_directories(folder / unfinished / name, error);
    }
    if (error) return failure("\"{}\" could not be made ready: {}.", folder.string(), error.message());
    return {};
}

// Not flushed to the disk file by file: thousands of small files would take minutes.
Result<void> write_file(const fs::path& path, const std::vector<std::byte>& bytes) {
    std::FILE* file = std::fopen(path.c_str(), "wbx");
    const bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    const int reason = errno;
    const bool closed = file && std::fclose(file) == 0;
    if (written && closed) return {};
    return failure("\"{}\" could not be written: {}.", path.string(),
                   std::strerror(written ? errno : reason));
}

// Every third picture of a class is a png; the others are jpegs of many qualities.
Result<void> write_picture(const fs::path& folder, const SampleOptions& options, std::uint64_t index) {
    const auto pixels = sample::draw_picture(options.seed, index, options.size);
    const std::size_t classes = sample::class_names.size();
    const fs::path stem = folder / sample::class_names[index % classes] / fmt::format("{:06}", index);
    if (index / classes % 3 == 2) {
        NANONAS_TRY(const auto bytes, encode_png(pixels, {options.size, options.size, 3}));
        return write_file(stem.string() + ".png", bytes);
    }
    const int quality = 72 + static_cast<int>(index * 7 % 24);
    NANONAS_TRY(const auto bytes, sample::encode_jpeg(pixels, options.size, quality, index % 4 == 0));
    return write_file(stem.string() + ".jpg", bytes);
}

Result<void> write_pictures(const fs::path& folder, const SampleOptions& options, Progress& progress) {
    std::mutex mutex;  // guards `outcome`, `done` and calls of progress.update
    Result<void> outcome;
    std::int64_t done = 0;
    std::atomic<bool> stopped{false};
    ThreadPool(options.threads).parallel_for(options.count, [&](std::size_t i, int) {
        if (stopped) return;
        Result<void> written =
            progress.stop_requested()
                ? tl::unexpected<Error>({ErrorKind::interrupted, "Drawing the sample set was stopped."})
                : write_picture(folder, options, options.first + i);
        const std::lock_guard lock(mutex);
        if (!written) {
            if (!stopped.exchange(true)) outcome = std::move(written);
            return;
        }
        if (++done % 64 == 0 || done == options.count) progress.update({"sample", done, options.count, {}});
    });
    return outcome;
}

}  // namespace

Result<void> write_sample(const fs::path& folder, const SampleOptions& options, Progress& progress) {
    NANONAS_TRY_VOID(check(options));
    NANONAS_TRY_VOID(prepare(folder));
    progress.update({"sample", 0, options.count, {}});
    Result<void> outcome = write_pictures(folder / unfinished, options, progress);
    std::error_code error;
    for (const auto name : sample::class_names) {
        if (outcome && !error) fs::rename(folder / unfinished / name, folder / name, error);
    }
    std::error_code ignored;
    fs::remove_all(folder / unfinished, ignored);
    if (error) return failure("\"{}\" could not be written: {}.", folder.string(), error.message());
    return outcome;
}

}  // namespace nanonas
