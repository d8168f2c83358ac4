// SPDX-License-Identifier: MIT
#include "emulation/link_map.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

// As GNU ld 2.40 and 2.26 write it.
constexpr std::string_view map = R"(Archive member included to satisfy reference by file (symbol)

/usr/lib/libgcc.a(_mulsidi3.o)  nanonas.o (__mulsidi3)

Discarded input sections

 .text.unused   0x0000000000000000       0x1a nanonas.o

Linker script and memory map

.text           0x0000000008000000      0x100
 *(.text*)
 .text.nanonas_begin
                0x0000000008000040       0x24 nanonas.o
                0x0000000008000040                nanonas_begin
 .text.hot.take 0x0000000008000064       0x10 nanonas.o
 *fill*         0x0000000008000074        0x4
 .text.libgcc   0x0000000008000078        0x8 /usr/lib/gcc/12/libgcc.a(_mulsidi3.o)
 .text.empty    0x0000000008000080        0x0 main.o
 .text.gone     0x0000000000000000       0x40 nanonas.o
.data           0x0000000020000000        0x4
 .data.level    0x0000000020000000        0x4 nanonas.o
.bss            0x0000000020000004       0x23
 .bss.network   0x0000000020000004       0x20 nanonas.o
 COMMON         0x0000000020000024        0x3 main.o
.comment        0x0000000000000000       0x12
 .comment       0x0000000000000011       0x12 nanonas.o
)";

TEST(LinkMap, CountsWhatEachObjectHasInMemory) {
    const auto objects = objects_in_link_map(map);
    ASSERT_TRUE(objects.contains("nanonas.o"));
    EXPECT_EQ(objects.at("nanonas.o").flash, 0x24 + 0x10 + 4);
    EXPECT_EQ(objects.at("nanonas.o").ram, 4 + 0x20);
    ASSERT_TRUE(objects.contains("main.o"));
    EXPECT_EQ(objects.at("main.o").flash, 0);
    EXPECT_EQ(objects.at("main.o").ram, 3);
}

TEST(LinkMap, CallsAMemberOfAnArchiveByBothNames) {
    const auto objects = objects_in_link_map(
        "Linker script and memory map\n .text 0x0000000000000078 0x8 /usr/lib/libgcc.a(_mulsidi3.o)\n");
    ASSERT_EQ(objects.size(), 1u);
    EXPECT_EQ(objects.begin()->first, "libgcc.a(_mulsidi3.o)");
    EXPECT_EQ(objects.begin()->second.flash, 8);
}

TEST(LinkMap, OfAnotherFileSaysNothing) {
    EXPECT_TRUE(objects_in_link_map("").empty());
    EXPECT_TRUE(objects_in_link_map("Linker script and memory map\n .text 0xZZ 0x8 a.o\n .text").empty());
}

}  // namespace
}  // namespace nanonas
