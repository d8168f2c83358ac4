// SPDX-License-Identifier: MIT
/// @file
/// Errors as values. The library never prints, exits or throws across its border: every call that can fail
/// returns a Result.
#pragma once

#include <fmt/format.h>

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace nanonas {

/// What a caller can do about an error; the command line turns it into its exit code.
enum class ErrorKind {
    failed,       ///< the work could not be done (exit code 1)
    usage,        ///< the request itself makes no sense (exit code 2)
    infeasible,   ///< nothing keeps within the limits that were set (exit code 3)
    interrupted,  ///< the user stopped it; what was finished is saved (exit code 130)
};

/// Why something could not be done.
struct Error {
    ErrorKind kind = ErrorKind::failed;  ///< what a caller can do about it
    std::string message;                 ///< one full sentence that names the thing and what to do about it
};

/// A value or an Error.
template <typename T>
using Result = tl::expected<T, Error>;

/// return failure("\"{}\" is not a folder; name one with a subfolder for each class.", path);
template <typename... Args>
tl::unexpected<Error> failure(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<Error>({ErrorKind::failed, fmt::format(format, std::forward<Args>(args)...)});
}

/// The same of ErrorKind::usage.
template <typename... Args>
tl::unexpected<Error> usage_error(fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<Error>({ErrorKind::usage, fmt::format(format, std::forward<Args>(args)...)});
}

}  // namespace nanonas

/// @cond
#define NANONAS_CONCAT_(a, b) a##b
#define NANONAS_CONCAT(a, b) NANONAS_CONCAT_(a, b)
#define NANONAS_TRY_(name, expression, temporary)                                          \
    auto temporary = (expression);                                                         \
    if (!temporary) return tl::unexpected<::nanonas::Error>(std::move(temporary).error()); \
    name = std::move(*temporary)
/// @endcond

/// Evaluates a Result<T>; returns its error from the enclosing function or defines `name` as its value.
#define NANONAS_TRY(name, expression) NANONAS_TRY_(name, expression, NANONAS_CONCAT(try_result_, __LINE__))

/// The same for a Result<void>.
#define NANONAS_TRY_VOID(expression)                                                \
    do {                                                                            \
        if (auto try_result = (expression); !try_result)                            \
            return tl::unexpected<::nanonas::Error>(std::move(try_result).error()); \
    } while (false)
