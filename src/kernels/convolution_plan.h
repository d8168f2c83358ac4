// SPDX-License-Identifier: MIT
// What training and inference call for a 3x3 convolution with stride 1 and zero padding on packs. A plan
// stands for one layer: it chooses how the layer is computed, owns the layer's packed kernel and says how
// much working memory a thread needs. Results depend on the shape and the precision alone, so that neither
// the SIMD target nor the number of threads leaves a trace in them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/batch_norm.h"
#include "kernels/buffer.h"
#include "kernels/convolution_shape.h"
#include "kernels/planes.h"

namespace nanonas::kernels {

struct ConvolutionAlgorithm;
struct ConvolutionPass;
struct ConvolutionPasses;
struct WeightGradientPass;
class ConvolutionPlan;

// The working memory of one thread. One object serves every plan that it was made to fit, one call at a time.
class ConvolutionScratch {
  public:
    // Grows to what the plan's passes need.
    void fit(const ConvolutionPlan& plan);

  private:
    friend class ConvolutionPlan;
    Buffer buffer_;
};

class ConvolutionPlan {
  public:
    // The passes, beside forward, that the plan is for.
    struct Options {
        Precision precision = Precision::exact;
        bool data_gradient = false, weight_gradient = false;
    };
    ConvolutionPlan(const ConvolutionShape& shape, const Options& options);
    // With these algorithms in place of the best: for tests of kernels/convolution_algorithm.h.
    ConvolutionPlan(const ConvolutionShape& shape, const Options& options, const ConvolutionAlgorithm& passes,
                    const ConvolutionAlgorithm& weight_gradient);

    const ConvolutionShape& shape() const { return shape_; }

    // Lays the kernel [out][in][3][3] out as forward and data gradient read it, in memory that the plan takes
    // when it packs first.
    void pack(const float* kernel);
    // Gives that memory back until the next pack().
    void release();

    // Forward computes one group of output channels at a time, so that a caller can go on with a group while
    // it is in the cache.
    std::span<const ChannelRange> output_groups() const { return output_groups_; }

    // An input made ready for forward. It refers to both arguments of prepare() and is valid until the
    // scratch is used for anything else.
    class Input {
        friend class ConvolutionPlan;
        Planes planes_;
        float* scratch_ = nullptr;
    };
    Input prepare(const Planes& in, ConvolutionScratch& scratch) const;

    // The group's channels of out = in * kernel, and sums[channel] of out and out^2; `out` and `sums` have
    // all output channels.
    void forward(const Input& in, ChannelRange group, const Planes& out, ChannelSums* sums) const;

    // The rows of `band`, which has the group's channels alone: rows from first_row on of
    // max(0, in * kernel + bias), bias [out][16]. A band begins at a multiple of 4 rows or of band_rows().
    void forward_bias_relu(const Input& in, ChannelRange group, const float* bias, int first_row,
                           const Planes& band) const;
    // The height of bands, an even number, at which a pass by bands is fastest.
    int band_rows() const;

    // in_gradient = out_gradient * flipped kernel where in > threshold and 0 elsewhere, and sums[channel] of
    // in_gradient and in_gradient * in; `in` is what forward saw.
    void data_gradient(const Planes& out_gradient, const Planes& in, float threshold,
                       const Planes& in_gradient, ChannelSums* sums, ConvolutionScratch& scratch) const;

    // The kernel's gradient is computed for one group of output channels at a time, so that a caller can make
    // out_gradient group by group while it is in the cache.
    std::span<const ChannelRange> weight_gradient_groups() const { return weight_gradient_groups_; }
    // gradient[o][i][ky][kx] = the sum over pixels and samples of out_gradient[o][y][x] *
    // in[i][y + ky - 1][x + kx - 1], for the group's outputs o; `gradient` has all outputs.
    void weight_gradient(const Planes& in, const Planes& out_gradient, ChannelRange group, float* gradient,
                         ConvolutionScratch& scratch) const;

  private:
    friend class ConvolutionScratch;
    std::size_t scratch_floats() const;
    ConvolutionPass forward_pass() const;
    ConvolutionPass data_gradient_pass() const;

    ConvolutionShape shape_;
    Options options_;
    const ConvolutionPasses* passes_;
    const WeightGradientPass* weight_gradient_;
    std::vector<ChannelRange> output_groups_, input_groups_, weight_gradient_groups_;
    Buffer packed_, flipped_;
};

}  // namespace nanonas::kernels
