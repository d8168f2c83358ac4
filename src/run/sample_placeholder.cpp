// SPDX-License-Identifier: MIT
// Stands in until the sample set is drawn in the data room.
#include "nanonas/sample.h"

namespace nanonas {

Result<void> write_sample(const std::filesystem::path&, const SampleOptions&, Progress&) {
    return failure("The sample set can't be drawn yet; name a folder of pictures.");
}

}  // namespace nanonas
