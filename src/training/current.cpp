// SPDX-License-Identifier: MIT
// Forward and backward of variant current: convolution -> BatchNorm -> ReLU -> pooling, or the global mean at
// the end.
#include <cmath>

#include "kernels/norm_relu_pool.h"
#include "training/batch_network.h"

namespace nanonas {

kernels::ConvolutionPlan::Input BatchNetwork::prepare_current(std::size_t i, PackActivations& pack,
                                                              int worker) {
    begins(Work::convolution);
    return stages_[i].convolution.prepare(pack.stages[i].x.planes, scratch(worker));
}

void BatchNetwork::convolve_current(std::size_t i, const kernels::ConvolutionPlan::Input& in,
                                    PackActivations& pack, kernels::ChannelRange outputs) {
    StageActivations& a = pack.stages[i];
    begins(Work::convolution);
    stages_[i].convolution.forward(in, outputs, a.y.planes, a.forward_sums.data());
}

void BatchNetwork::pool_current(std::size_t i, PackActivations& pack, int first, int end) {
    const kernels::Planes& y = pack.stages[i].y.planes;
    begins(Work::norm);
    for (int c = first; c < end; ++c) {
        const kernels::Affine affine = stages_[i].affine[c];
        if (is_last(i)) {
            kernels::norm_relu_mean(y, c, affine, pack.samples,
                                    pack.features.data() + c * kernels::pack_size);
        } else {
            kernels::norm_relu_pool(y, c, affine, pack.samples, pack.stages[i + 1].x.planes);
        }
    }
}

// Leaves the last stage of several packs without its global mean: classify_current takes it.
void BatchNetwork::forward_current(Executor& executor, float momentum) {
    for (std::size_t i = 0; i < stages_.size(); ++i) {
        const kernels::ConvolutionPlan& plan = stages_[i].convolution;
        if (active_ == 1) {  // a group is normalised and pooled while it is in the cache
            const auto in = prepare_current(i, packs_[0], 0);
            for (const kernels::ChannelRange outputs : plan.output_groups()) {
                convolve_current(i, in, packs_[0], outputs);
                finish_norm(i, outputs.first, outputs.end, momentum);
                pool_current(i, packs_[0], outputs.first, outputs.end);
            }
            continue;
        }
        executor.parallel_for(active_, [&](std::size_t p, int worker) {
            if (i > 0) pool_current(i - 1, packs_[p], 0, stages_[i - 1].shape.out_channels);
            const auto in = prepare_current(i, packs_[p], worker);
            for (const kernels::ChannelRange outputs : plan.output_groups()) {
                convolve_current(i, in, packs_[p], outputs);
            }
        });
        finish_norm(i, 0, stages_[i].shape.out_channels, momentum);
    }
}

// The classifier and, behind it, the sums that the last BatchNorm's gradient wants.
void BatchNetwork::classify_current(std::size_t p, const Options& options) {
    const std::size_t last = stages_.size() - 1;
    const BatchStage& stage = stages_[last];
    PackActivations& pack = packs_[p];
    if (active_ > 1) pool_current(last, pack, 0, stage.shape.out_channels);
    classify(p, options);
    begins(Work::norm_gradient);
    StageActivations& a = pack.stages[last];
    for (int c = 0; c < stage.shape.out_channels; ++c) {
        a.backward_sums[c] = kernels::norm_relu_mean_sums(
            a.y.planes, c, stage.affine[c], pack.features_gradient.data() + c * kernels::pack_size);
    }
}

// The data gradient left the sums of g and g z; BatchNorm wants g and g y, and where g is not zero z = scale
// y + shift. With gamma near zero that division would lose what it divides, and the sums are taken from y.
void BatchNetwork::finish_sums_current(std::size_t i) {
    const BatchStage& stage = stages_[i];
    for (int c = 0; c < stage.shape.out_channels; ++c) {
        const kernels::Affine affine = stage.affine[c];
        const float gamma = weights(stage.parameters.gamma)[c], beta = weights(stage.parameters.beta)[c];
        const bool divide = std::abs(gamma) > std::abs(beta) / 64;
        for (PackActivations& pack : active()) {
            StageActivations& a = pack.stages[i];
            kernels::ChannelSums& sums = a.backward_sums[c];
            if (divide) {
                sums.product = (sums.product - static_cast<double>(affine.shift) * sums.value) / affine.scale;
            } else {
                sums = kernels::norm_relu_pool_sums(a.y.planes, c, affine, gradient_planes(i + 1, pack));
            }
        }
    }
}

void BatchNetwork::backward_current(Executor& executor) {
    for (std::size_t i = stages_.size(); i-- > 0;) {
        const BatchStage& stage = stages_[i];
        begins(Work::norm_gradient);
        if (!is_last(i)) finish_sums_current(i);
        finish_norm_gradient(i);
        executor.parallel_for(active_, [&](std::size_t p, int worker) {
            PackActivations& pack = packs_[p];
            StageActivations& a = pack.stages[i];
            for (const kernels::ChannelRange outputs : stage.convolution.weight_gradient_groups()) {
                begins(Work::norm_gradient);
                for (int c = outputs.first; c < outputs.end; ++c) {
                    if (is_last(i)) {
                        kernels::norm_relu_mean_backward(
                            a.y.planes, c, stage.affine[c], stage.norm_gradient[c], pack.samples,
                            pack.features_gradient.data() + c * kernels::pack_size);
                    } else {
                        kernels::norm_relu_pool_backward(a.y.planes, c, stage.affine[c],
                                                         stage.norm_gradient[c], pack.samples,
                                                         gradient_planes(i + 1, pack));
                    }
                }
                kernel_gradient(i, a.x.planes, pack, outputs, worker);
            }
            if (i > 0) convolve_gradient(i, pack, 0.0f, worker, pack.stages[i - 1].backward_sums);
        });
    }
}

}  // namespace nanonas
