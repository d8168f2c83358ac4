// SPDX-License-Identifier: MIT
// A BatchNorm of the pixels, before the first convolution, which reads them through it.
#pragma once

#include "training/batch_moments.h"
#include "training/convolution_layer.h"

namespace nanonas {

class PictureNorm : public TrainingLayer {
  public:
    // `reader` is the convolution, which outlives this.
    PictureNorm(BatchMoments moments, const ConvolutionLayer& reader);

    void add_pack(TrainingPack& pack) override;
    void release() override { moments_.release(); }
    void fit(kernels::ConvolutionScratch& scratch) const override { scratch.fit(ones_plan_); }
    void forward(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch&) override;
    bool meets() const override { return true; }
    void meet(const Batch& batch) override { moments_.meet(batch, {0, moments_.channels()}); }
    void complete(const Batch& batch, TrainingPack& pack) override;
    // Makes the reader's kernel gradient, that for pixels as they are, the one for normalised pixels.
    void sum_gradient(const Batch& batch, TrainingPack& pack, kernels::ConvolutionScratch& scratch) override;
    void meet_gradient(const Batch& batch) override { moments_.meet_gradient(batch); }
    void backward(const Batch&, TrainingPack&, kernels::ConvolutionScratch&) override {}
    void write_averages(std::span<LayerParameters> layers) const override { moments_.write_averages(layers); }

  private:
    BatchMoments moments_;
    const ConvolutionLayer& reader_;
    kernels::OwnedPlanes ones_;           // one channel of the picture's size
    kernels::ConvolutionPlan ones_plan_;  // of these to the reader's outputs
};

}  // namespace nanonas
