// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "nanonas/run_record.h"
#include "report/markup.h"

namespace nanonas {

// An <img> that carries its picture with it, as the network sees it. `says` is what it shows, in words.
Markup picture_markup(const ShownPicture& picture, const InputShape& shape, std::string_view says);

std::string base64(std::span<const std::byte> bytes);

}  // namespace nanonas
