// SPDX-License-Identifier: MIT
// The library's errors as the exceptions of nanonas.errors.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <utility>

#include "nanonas/result.h"

namespace nanonas::python {

// The class of nanonas.errors for a kind.
nanobind::object exception_class(ErrorKind kind);

// The sentence with Python's keywords in place of the command line's options: "--force" becomes "force=True".
std::string in_python(std::string sentence);

[[noreturn]] void raise(const Error& error);

// The value, or its error raised. Needs the GIL.
template <typename T>
T value_of(Result<T> result) {
    if (!result) raise(result.error());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace nanonas::python
