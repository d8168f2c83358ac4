// SPDX-License-Identifier: MIT
#include "codegen/kernel_conditions.h"

#include <gtest/gtest.h>

namespace nanonas {
namespace {

constexpr std::string_view choice = "#if KERNEL_THUMB1\na\n#elif KERNEL_DSP\nb\n#else\nc\n#endif\n";

TEST(KernelConditions, LeaveTheKernelAndThePortableOne) {
    EXPECT_EQ(without_other_kernels(choice, CKernel::portable), "c\n");
    EXPECT_EQ(without_other_kernels(choice, CKernel::avr), "c\n");
    EXPECT_EQ(without_other_kernels(choice, CKernel::thumb1), "#if KERNEL_THUMB1\na\n#else\nc\n#endif\n");
    EXPECT_EQ(without_other_kernels(choice, CKernel::dsp), "#if KERNEL_DSP\nb\n#else\nc\n#endif\n");
}

TEST(KernelConditions, AreShortenedWhereOnlyAPartIsKnown) {
    const std::string_view text = "#if KERNEL_THUMB1 || KERNEL_DSP || KERNEL_AVR\na\n#endif\n";
    EXPECT_EQ(without_other_kernels(text, CKernel::dsp), "#if KERNEL_DSP\na\n#endif\n");
    EXPECT_EQ(without_other_kernels(text, CKernel::portable), "");
    const std::string_view negated = "#if !KERNEL_DSP\na\n#else\nb\n#endif\n";
    EXPECT_EQ(without_other_kernels(negated, CKernel::dsp), negated);
    EXPECT_EQ(without_other_kernels(negated, CKernel::thumb1), "a\n");
}

TEST(KernelConditions, OthersStayAndMayNest) {
    const std::string_view text =
        "#ifdef __AVR__\na\n#if defined(x) && y\nb\n#endif\n#else\n#ifdef __GNUC__\nc\n#endif\n#endif\n"
        "#if 0\n#if KERNEL_DSP\nd\n#else\ne\n#endif\n#elif x\nf\n#endif\n";
    EXPECT_EQ(without_other_kernels(text, CKernel::portable),
              "#ifdef __GNUC__\nc\n#endif\n#if x\nf\n#endif\n");
    const std::string_view remark = "#if KERNEL_THUMB1 /* which */\na\n#endif\n";
    EXPECT_EQ(without_other_kernels(remark, CKernel::portable), "");
    EXPECT_EQ(without_other_kernels(remark, CKernel::thumb1), remark);
    EXPECT_EQ(without_other_kernels("#ifndef __AVR__\na\n#endif\n", CKernel::dsp), "a\n");
    EXPECT_EQ(without_other_kernels("#ifdef __AVR__\na\n#endif\n", CKernel::avr),
              "#ifdef __AVR__\na\n#endif\n");
}

TEST(KernelConditions, LeaveNoTwoEmptyLines) {
    EXPECT_EQ(without_other_kernels("a\n\n#if KERNEL_DSP\nb\n#endif\n\nc\n", CKernel::portable), "a\n\nc\n");
}

}  // namespace
}  // namespace nanonas
