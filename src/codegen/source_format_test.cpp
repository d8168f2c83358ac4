// SPDX-License-Identifier: MIT
#include "nanonas/source_format.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

TEST(SourceFormat, IsReadAsItIsWritten) {
    for (const char* text : {"160x120:rgb565", "1x4096:grey", "324x244:rgb", "96x96:rgb565le"}) {
        const auto source = parse_source_format(text);
        ASSERT_TRUE(source) << source.error().message;
        EXPECT_EQ(to_string(*source), text);
    }
    const SourceFormat source = parse_source_format("160x120:rgb565").value();
    EXPECT_EQ(source.width, 160);
    EXPECT_EQ(source.height, 120);
    EXPECT_EQ(source.format, PixelFormat::rgb565);
}

TEST(SourceFormat, WhatIsNoneIsAUsageErrorThatSaysWhatToWrite) {
    for (const char* text : {"", "160", "160x120", "x120:rgb", "160x:rgb", "160x120:", "160x120rgb",
                             "-160x120:rgb", "160 x120:rgb", "160x120:rgb ", "160x120:RGB", "160x120:yuv"}) {
        const auto source = parse_source_format(text);
        ASSERT_FALSE(source) << text;
        EXPECT_EQ(source.error().kind, ErrorKind::usage);
        EXPECT_NE(source.error().message.find("rgb565"), std::string::npos) << text;
    }
}

TEST(SourceFormat, SidesHaveLimits) {
    for (const char* text : {"0x120:rgb", "160x4097:grey", "99999999999999999999x1:rgb565"}) {
        const auto source = parse_source_format(text);
        ASSERT_FALSE(source) << text;
        EXPECT_NE(source.error().message.find("1 to 4096 pixels"), std::string::npos);
    }
}

}  // namespace
}  // namespace nanonas
