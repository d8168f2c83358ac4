// SPDX-License-Identifier: MIT
#include "nanonas/input_shape.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(InputShape, IsReadFromText) {
    EXPECT_EQ(parse_input_shape("50x40x1").value(), (InputShape{50, 40, 1}));
    for (const char* bad :
         {"", "50", "50x50", "0x0x3", "50x50x2", "50x50x3x", "-5x5x3", "5 x5x3", "2000x5x3", "axbxc"}) {
        const auto shape = parse_input_shape(bad);
        ASSERT_FALSE(shape) << bad;
        EXPECT_EQ(shape.error().kind, ErrorKind::usage);
    }
}

}  // namespace
}  // namespace nanonas
