// SPDX-License-Identifier: MIT
#include "onednn.h"

#ifdef NANONAS_ONEDNN

#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <oneapi/dnnl/dnnl.hpp>

namespace nanonas {
namespace {

using namespace dnnl;
using memory_t = dnnl::memory;

// One layer's primitives with what they work on.
class Layer {
  public:
    explicit Layer(const OneDnnLayer& layer)
        : engine_(engine::kind::cpu, 0),
          stream_(engine_),
          in_dims_{16, layer.in, layer.side, layer.side},
          out_dims_{16, layer.out, layer.side, layer.side},
          kernel_dims_{layer.out, layer.in, 3, 3} {
        const auto any = [](const memory_t::dims& dims) {
            return memory_t::desc(dims, memory_t::data_type::f32, memory_t::format_tag::any);
        };
        const memory_t::dims one{1, 1};
        const auto in = any(in_dims_), out = any(out_dims_), kernel = any(kernel_dims_);
#if DNNL_VERSION_MAJOR >= 3
        const convolution_forward::primitive_desc forward(engine_, prop_kind::forward_training,
                                                          algorithm::convolution_auto, in, kernel, out, one,
                                                          one, one);
        const convolution_backward_data::primitive_desc data(engine_, algorithm::convolution_auto, in, kernel,
                                                             out, one, one, one, forward);
        const convolution_backward_weights::primitive_desc weights(engine_, algorithm::convolution_auto, in,
                                                                   kernel, out, one, one, one, forward);
#else
        const convolution_forward::primitive_desc forward(
            {prop_kind::forward_training, algorithm::convolution_auto, in, kernel, out, one, one, one},
            engine_);
        const convolution_backward_data::primitive_desc data(
            {algorithm::convolution_auto, in, kernel, out, one, one, one}, engine_, forward);
        const convolution_backward_weights::primitive_desc weights(
            {algorithm::convolution_auto, in, kernel, out, one, one, one}, engine_, forward);
#endif
        output_ = memory_t(forward.dst_desc(), engine_);
        in_gradient_ = memory_t(data.diff_src_desc(), engine_);
        kernel_gradient_ = memory_t(weights.diff_weights_desc(), engine_);
        forward_ = {convolution_forward(forward),
                    {{DNNL_ARG_SRC, to(forward.src_desc(), in_dims_, layer.input)},
                     {DNNL_ARG_WEIGHTS, to(forward.weights_desc(), kernel_dims_, layer.kernel)},
                     {DNNL_ARG_DST, output_}}};
        data_ = {convolution_backward_data(data),
                 {{DNNL_ARG_DIFF_DST, to(data.diff_dst_desc(), out_dims_, layer.out_gradient)},
                  {DNNL_ARG_WEIGHTS, to(data.weights_desc(), kernel_dims_, layer.kernel)},
                  {DNNL_ARG_DIFF_SRC, in_gradient_}}};
        weights_ = {convolution_backward_weights(weights),
                    {{DNNL_ARG_SRC, to(weights.src_desc(), in_dims_, layer.input)},
                     {DNNL_ARG_DIFF_DST, to(weights.diff_dst_desc(), out_dims_, layer.out_gradient)},
                     {DNNL_ARG_DIFF_WEIGHTS, kernel_gradient_}}};
    }

    void forward() {
        run(forward_);
    }
    void data_gradient() {
        run(data_);
    }
    void weight_gradient() {
        run(weights_);
    }

    std::vector<float> output() {
        return from(output_, out_dims_);
    }
    std::vector<float> in_gradient() {
        return from(in_gradient_, in_dims_);
    }
    std::vector<float> kernel_gradient() {
        return from(kernel_gradient_, kernel_dims_);
    }

  private:
    struct Step {
        primitive what;
        std::unordered_map<int, memory_t> arguments;
    };

    void run(const Step& step) {
        step.what.execute(stream_, step.arguments);
        stream_.wait();
    }
    memory_t::desc plain(const memory_t::dims& dims) const {
        return {dims, memory_t::data_type::f32, memory_t::format_tag::abcd};
    }
    memory_t to(const memory_t::desc& layout, const memory_t::dims& dims, const std::vector<float>& values) {
        memory_t source(plain(dims), engine_), target(layout, engine_);
        std::memcpy(source.get_data_handle(), values.data(), values.size() * sizeof(float));
        reorder(source, target).execute(stream_, source, target);
        stream_.wait();
        return target;
    }
    std::vector<float> from(memory_t& source, const memory_t::dims& dims) {
        memory_t target(plain(dims), engine_);
        reorder(source, target).execute(stream_, source, target);
        stream_.wait();
        const auto* values = static_cast<const float*>(target.get_data_handle());
        return {values, values + target.get_desc().get_size() / sizeof(float)};
    }

    engine engine_;
    stream stream_;
    memory_t::dims in_dims_, out_dims_, kernel_dims_;
    memory_t output_, in_gradient_, kernel_gradient_;
    Step forward_, data_, weights_;
};

}  // namespace

// Its threads are OpenMP's, which reads its environment when the program is loaded.
void onednn_on_one_thread(char** argv) {
    if (std::getenv("OMP_NUM_THREADS") != nullptr) return;
    setenv("OMP_NUM_THREADS", "1", 1);
    execv("/proc/self/exe", argv);
}

bool onednn_begins(std::string_view target) {
    static bool begun = false;
    if (begun) return false;
    begun = true;
    return target != "AVX2" || set_max_cpu_isa(cpu_isa::avx2) == status::success;
}

OneDnnRun onednn_layer(const OneDnnLayer& layer) {
    const auto steps = std::make_shared<Layer>(layer);
    OneDnnRun run;
    run.forward = [steps] { steps->forward(); };
    run.data_gradient = [steps] { steps->data_gradient(); };
    run.weight_gradient = [steps] { steps->weight_gradient(); };
    run.forward();
    run.data_gradient();
    run.weight_gradient();
    run.output = steps->output();
    run.in_gradient = steps->in_gradient();
    run.kernel_gradient = steps->kernel_gradient();
    return run;
}

}  // namespace nanonas

#else

namespace nanonas {

void onednn_on_one_thread(char**) {}

bool onednn_begins(std::string_view) {
    return false;
}

OneDnnRun onednn_layer(const OneDnnLayer&) {
    return {};
}

}  // namespace nanonas

#endif
