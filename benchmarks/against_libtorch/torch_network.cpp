// SPDX-License-Identifier: MIT
#include "torch_network.h"

#include <ATen/Version.h>
#include <torch/torch.h>

namespace nanonas {
namespace nn = torch::nn;

struct TorchNetwork::State {
    explicit State(const Architecture& of) : architecture(of) {
        int in = architecture.input.channels;
        for (const int out : channels(architecture)) {
            if (!convolutions.empty()) layers->push_back(nn::MaxPool2d(2));
            convolutions.push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)));
            norms.push_back(
                nn::BatchNorm2d(nn::BatchNorm2dOptions(out).eps(BatchNorm::epsilon).momentum(0.01)));
            layers->push_back(convolutions.back());
            layers->push_back(norms.back());
            layers->push_back(nn::ReLU());
            dense = nn::Linear(out, architecture.classes);
            in = out;
        }
        layers->push_back(nn::AdaptiveAvgPool2d(1));
        layers->push_back(nn::Flatten());
        layers->push_back(nn::Dropout(0.5));
        layers->push_back(dense);
        adam = std::make_unique<torch::optim::Adam>(layers->parameters(),
                                                    torch::optim::AdamOptions(1e-3).eps(1e-7));
    }

    torch::Tensor tensor(std::span<const std::uint8_t> pictures) const {
        const InputShape& shape = architecture.input;
        const auto count = static_cast<std::int64_t>(pictures.size()) / shape.bytes();
        // libtorch takes no pointer to const; it copies on conversion.
        auto* bytes = const_cast<std::uint8_t*>(pictures.data());
        return torch::from_blob(bytes, {count, shape.height, shape.width, shape.channels}, torch::kUInt8)
            .permute({0, 3, 1, 2})
            .to(torch::kFloat32)
            .contiguous();
    }

    Architecture architecture;
    nn::Sequential layers;
    std::vector<nn::Conv2d> convolutions;
    std::vector<nn::BatchNorm2d> norms;
    nn::Linear dense{nullptr};
    std::unique_ptr<torch::optim::Adam> adam;
};

namespace {

void copy(const std::vector<float>& values, torch::Tensor& to) {
    const torch::NoGradGuard no_gradient;
    to.copy_(torch::tensor(values).reshape(to.sizes()));
}

}  // namespace

TorchNetwork::TorchNetwork(const Architecture& architecture)
    : state_(std::make_unique<State>(architecture)) {}

TorchNetwork::~TorchNetwork() = default;

void TorchNetwork::set(const FloatNetwork& network) {
    const std::vector<const Weights*> convolutions = network.convolutions();
    const std::vector<const BatchNorm*> norms = network.norms();
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
        copy(convolutions[i]->kernel, state_->convolutions[i]->weight);
        copy(convolutions[i]->bias, state_->convolutions[i]->bias);
        copy(norms[i]->gamma, state_->norms[i]->weight);
        copy(norms[i]->beta, state_->norms[i]->bias);
        copy(norms[i]->mean, state_->norms[i]->running_mean);
        copy(norms[i]->variance, state_->norms[i]->running_var);
    }
    copy(network.dense().kernel, state_->dense->weight);
    copy(network.dense().bias, state_->dense->bias);
}

void TorchNetwork::train(std::span<const std::uint8_t> pictures, std::span<const std::int64_t> labels) {
    state_->layers->train();
    state_->adam->zero_grad();
    auto* classes = const_cast<std::int64_t*>(labels.data());
    const auto wanted = torch::from_blob(classes, {static_cast<std::int64_t>(labels.size())}, torch::kInt64);
    nn::functional::cross_entropy(state_->layers->forward(state_->tensor(pictures)), wanted).backward();
    state_->adam->step();
}

std::vector<float> TorchNetwork::predict(std::span<const std::uint8_t> pictures) {
    const torch::NoGradGuard no_gradient;
    state_->layers->eval();
    const auto result = state_->layers->forward(state_->tensor(pictures)).softmax(1).contiguous();
    return {result.data_ptr<float>(), result.data_ptr<float>() + result.numel()};
}

void use_torch_threads(int count) {
    at::set_num_threads(count);
}

std::string torch_version() {
    const std::string config = at::show_config(), label = "CPU capability usage: ";
    const std::size_t at = config.find(label);
    const std::string simd =
        at == config.npos ? "" : config.substr(at + label.size(), config.find('\n', at) - at - label.size());
    return "libtorch " TORCH_VERSION ", " + simd + (at::hasMKLDNN() ? ", with oneDNN" : ", without oneDNN");
}

}  // namespace nanonas
