// SPDX-License-Identifier: MIT
#include "graph/fixed_point.h"

#include <cmath>

namespace nanonas {

bool QuantizedMultiplier::representable(double factor) {
    return factor >= 0 && factor < static_cast<double>(1 << 30);
}

QuantizedMultiplier QuantizedMultiplier::from(double factor) {
    if (factor == 0) return {};
    int shift = 0;
    const double fraction = std::frexp(factor, &shift);
    auto mantissa =
        static_cast<std::int64_t>(std::round(fraction * static_cast<double>(std::int64_t{1} << 31)));
    if (mantissa == std::int64_t{1} << 31) {
        mantissa /= 2;
        ++shift;
    }
    if (shift < -31) return {};
    return {static_cast<std::int32_t>(mantissa), shift};
}

QuantizedMultiplier QuantizedMultiplier::divided_by(std::int64_t count) const {
    int more = std::bit_width(static_cast<std::uint64_t>(count)) - 1;
    more = std::min({more, 32, 31 + shift});
    return {static_cast<std::int32_t>((std::int64_t{mantissa} << more) / count), shift - more};
}

}  // namespace nanonas
