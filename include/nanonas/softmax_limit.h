// SPDX-License-Identifier: MIT
/// @file
/// How many classes a quantised softmax tells apart.
#pragma once

namespace nanonas {

/// The most classes of an int8 softmax with TensorFlow Lite Micro's arithmetic. Its sum of exponentials
/// counts each likeliest class as 2^19; from 2^28 on, which 513 equal classes pass, it would shift a
/// probability by all 32 bits.
inline constexpr int most_softmax_classes = 512;

}  // namespace nanonas
