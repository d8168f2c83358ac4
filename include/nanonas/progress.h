// SPDX-License-Identifier: MIT
/// @file
/// How the library tells of long work, and how it is asked to stop.
#pragma once

#include <cstdint>
#include <string_view>

namespace nanonas {

/// What the work is about to do or has just done.
struct ProgressUpdate {
    /// One of "sample", "data", "search", "train", "quantize", "export", "verify", "study".
    std::string_view stage;
    std::int64_t done = 0;   ///< steps that are finished
    std::int64_t total = 0;  ///< steps in all; 0: unknown
    /// One short line such as "(3,2) epoch 2: 0.631"; valid during the call only.
    std::string_view detail = {};
};

/// Implemented by the command line and the bindings. Calls may come from any thread, never two at a time.
class Progress {
  public:
    virtual ~Progress() = default;
    /// A step is begun or done.
    virtual void update(const ProgressUpdate& /*now*/) {}
    /// One sentence that the user should see once, such as "12 pictures are smaller than 50x50 and were
    /// enlarged".
    virtual void note(std::string_view /*sentence*/) {}
    /// Asked often; true ends the work soon with ErrorKind::interrupted. May be called from any thread at any
    /// time.
    virtual bool stop_requested() const { return false; }
};

}  // namespace nanonas
