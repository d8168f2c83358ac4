// SPDX-License-Identifier: MIT
// Fills in the C texts of src/codegen/c: "@{name}" is a value; lines between "@if name" (or "@if !name") and
// "@end", with an "@else" if need be, stay only where the condition holds. Conditions nest.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace nanonas {

struct TemplateValues {
    std::map<std::string, std::string, std::less<>> texts;
    std::map<std::string, bool, std::less<>> conditions;
};

// A value without a text is left as it stands, a condition without a value does not hold.
std::string fill_in(std::string_view text, const TemplateValues& values);

}  // namespace nanonas
