// SPDX-License-Identifier: MIT
/// @file
/// A trained network as inference sees it: each BatchNorm is a factor and a term a channel, and a part of the
/// convolution before it where that changes no value. Validation, calibration and quantisation share it.
#pragma once

#include <vector>

#include "nanonas/float_network.h"

namespace nanonas {

/// y = x scale + shift, one pair a channel.
struct ChannelAffine {
    std::vector<float> scale;  ///< [channel], the factor
    std::vector<float> shift;  ///< [channel], the term
};

/// What a BatchNorm does in inference. `epsilon` is the one in BatchNorm's formula: training's kernels have
/// it in double precision, Keras' converter in single, and the last bits of the factors depend on it.
ChannelAffine affine(const BatchNorm& norm, double epsilon = BatchNorm::epsilon);

/// What inference needs of a layer.
struct FoldedLayer {
    Weights weights;       ///< of a convolution, with the BatchNorm behind it, or of a dense layer
    ChannelAffine affine;  ///< of a BatchNorm; empty where it is a part of the convolution before it
};

/// A network whose BatchNorms are folded.
struct FoldedNetwork {
    InputShape input;                     ///< one picture
    float pixel_divisor = 1;              ///< what the values of pixels, 0 to 255, are divided by
    std::vector<Layer> layers;            ///< as the architecture has them
    std::vector<FoldedLayer> parameters;  ///< as many
};

/// The network with the BatchNorms folded that fold (folds_into_convolution()). `epsilon` is affine()'s.
FoldedNetwork fold(const FloatNetwork& network, double epsilon = BatchNorm::epsilon);

/// The network with every BatchNorm where it is, so that a test can compare it with the folded one.
FoldedNetwork unfolded(const FloatNetwork& network);

/// Divides by `pixel_divisor` what the pixels are multiplied with, so that the network takes the values of
/// pixels as they are.
void fold_pixel_divisor(FoldedNetwork& network);

}  // namespace nanonas
