// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

namespace nanonas {

enum class DataSetPart { training, validation, test };

// The part of a data set that a folder of this name holds, as in "train", "Training_Set", "val2017" or
// "test-images"; none for a name such as "test_tube".
std::optional<DataSetPart> data_set_part(std::string_view folder_name);

}  // namespace nanonas
