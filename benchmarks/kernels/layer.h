// SPDX-License-Identifier: MIT
// One layer shape with everything that its three kernels work on.
#pragma once

#include <algorithm>
#include <compare>
#include <functional>
#include <vector>

#include "kernels/buffer.h"
#include "kernels/convolution_plan.h"
#include "onednn.h"

namespace nanonas::kernels {

struct Shape {
    int in, out, side;
    auto operator<=>(const Shape&) const = default;

    double flops() const { return 2.0 * pack_size * 9 * in * out * side * side; }
};

class Layer {
  public:
    Layer(const Shape& shape, Precision precision);

    void forward();
    void data_gradient();
    void kernel_gradient();

    // The largest distance from the scalar references, relative to their largest value, with two samples in
    // the pack.
    double distance_from_references();
    // The same layer by oneDNN, on 16 samples; then its largest distance from this one.
    OneDnnLayer for_onednn();
    double distance_from(const OneDnnRun& run) const;

    const Shape& shape() const { return shape_; }

  private:
    Shape shape_;
    OwnedPlanes in_, out_, in_gradient_;
    std::vector<float> kernel_, gradient_;
    std::vector<ChannelSums> sums_;
    ConvolutionPlan plan_;
    ConvolutionScratch scratch_;
};

// Seconds of a call, the best of a few runs of about 2 ms; CPU time of the thread.
double best_seconds(const std::function<void()>& run);

}  // namespace nanonas::kernels
