// SPDX-License-Identifier: MIT
// The border of the core, which throws nothing: memory that is not there is an error like others.
#pragma once

#include <new>
#include <stdexcept>

#include "nanonas/result.h"

namespace nanonas {

// What `work` returns, or an error if it asks for more memory than there is. `what` begins the sentence, such
// as "Training". Without exceptions, as in WebAssembly, such a request ends the program.
template <typename Work>
auto within_memory([[maybe_unused]] std::string_view what, Work&& work) -> decltype(work()) {
#ifdef __cpp_exceptions
    const auto refused = [&] {
        return failure(
            "{} needs more memory than there is; take a smaller input or network, or end other "
            "programs.",
            what);
    };
    try {
        return work();
    } catch (const std::bad_alloc&) {
        return refused();
    } catch (const std::length_error&) {
        return refused();
    }
#else
    return work();
#endif
}

}  // namespace nanonas
