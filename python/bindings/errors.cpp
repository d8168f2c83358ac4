// SPDX-License-Identifier: MIT
#include "errors.h"

#include <algorithm>
#include <regex>

namespace nb = nanobind;

namespace nanonas::python {

nb::object exception_class(ErrorKind kind) {
    const auto errors = nb::module_::import_("nanonas.errors");
    switch (kind) {
        case ErrorKind::usage:
            return errors.attr("UsageError");
        case ErrorKind::infeasible:
            return errors.attr("NoNetworkFits");
        case ErrorKind::interrupted:
            return errors.attr("Interrupted");
        case ErrorKind::failed:
            break;
    }
    return errors.attr("Error");
}

std::string in_python(std::string sentence) {
    static const std::regex option(
        "--(force|resume|skip-unreadable|out|cache|targets?|runtime|max-(ram|flash|macc|ms))\\b");
    for (std::smatch found; std::regex_search(sentence, found, option);) {
        std::string name = found[1];
        std::replace(name.begin(), name.end(), '-', '_');
        const bool flag = name == "force" || name == "resume" || name == "skip_unreadable";
        sentence = found.prefix().str() + name + (flag ? "=True" : "=") + found.suffix().str();
    }
    return sentence;
}

void raise(const Error& error) {
    PyErr_SetString(exception_class(error.kind).ptr(), in_python(error.message).c_str());
    throw nb::python_error();
}

}  // namespace nanonas::python
