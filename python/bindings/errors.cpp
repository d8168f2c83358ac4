// SPDX-License-Identifier: MIT
#include "errors.h"

#include <regex>

namespace nb = nanobind;

namespace nanonas::python {

nb::object exception_class(ErrorKind kind) {
    const auto errors = nb::module_::import_("nanonas.errors");
    switch (kind) {
        case ErrorKind::usage:
            return errors.attr("UsageError");
        case ErrorKind::no_network_fits:
            return errors.attr("NoNetworkFits");
        case ErrorKind::interrupted:
            return errors.attr("Interrupted");
        case ErrorKind::failed:
            break;
    }
    return errors.attr("Error");
}

std::string in_python(std::string sentence) {
    static const std::regex flag("--(force|resume|skip)(-unreadable)?"), option("--(out|cache)");
    sentence = std::regex_replace(sentence, flag, "$1$2=True");
    sentence = std::regex_replace(sentence, option, "$1=");
    static const std::regex hyphen("skip-unreadable|max-macc");
    std::smatch found;
    while (std::regex_search(sentence, found, hyphen)) {
        sentence[static_cast<std::size_t>(found.position()) + found.str().find('-')] = '_';
    }
    return sentence;
}

void raise(const Error& error) {
    PyErr_SetString(exception_class(error.kind).ptr(), in_python(error.message).c_str());
    throw nb::python_error();
}

}  // namespace nanonas::python
