// SPDX-License-Identifier: MIT
// Fills in the C texts of src/codegen/c and their like: "@{name}" is a value; lines between "@if name" (or
// "@if !name") and "@end", with an "@else" if need be, stay only where the condition holds. Conditions nest.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "nanonas/result.h"

namespace nanonas {

struct TemplateValues {
    std::map<std::string, std::string, std::less<>> texts;
    std::map<std::string, bool, std::less<>> conditions;
};

// A name that has no value is an error wherever it stands, in lines that are left out too, and so are a
// condition without its end, a directive that there is not, and a text without lines. What stands in place of
// a name is not looked at again.
Result<std::string> fill_in(std::string_view text, const TemplateValues& values);

}  // namespace nanonas
