// SPDX-License-Identifier: MIT
#include "nanonas/tensor_arena.h"

#include <iterator>

#include "graph/operator.h"
#include "memory/allocation_trace.h"
#include "memory/memory_plan.h"
#include "memory/modelled_graph.h"
#include "memory/tflm_structures.h"
#include "nanonas/memory.h"

namespace nanonas {
namespace {

using tflm::AllocationTrace;
using tflm::ScratchRequest;
using tflm::Structure;
using tflm::Structures;

// MicroAllocator::Create and StartModelAllocation.
void start_model(const Graph& graph, const Structures& sizes, AllocationTrace& trace) {
    trace.persist(TailPart::allocators, sizes.arena_allocator);
    trace.persist(TailPart::allocators, sizes.memory_planner);
    trace.persist(TailPart::allocators, sizes.micro_allocator);
    trace.persist(TailPart::allocators, sizes.data_allocator);
    trace.resize_head(std::int64_t{sizes.scratch_request.bytes} * tflm::scratch_requests_per_operator);
    trace.persist(TailPart::allocators, sizes.subgraph);
    trace.persist(TailPart::eval_tensors, sizes.eval_tensor, std::ssize(graph.tensors));
    trace.persist(TailPart::nodes, sizes.node, std::ssize(graph.operators));
}

// Adds what a reference kernel asks for to the trace, and its scratch buffers to a list.
class TracedPreparation final : public KernelPreparation {
  public:
    TracedPreparation(const Graph& graph, std::size_t index, const Structures& sizes, AllocationTrace& trace,
                      std::vector<ScratchRequest>& scratch)
        : KernelPreparation(graph, graph.operators[index]),
          index_(static_cast<int>(index)),
          sizes_(sizes),
          trace_(trace),
          scratch_(scratch) {}

    void keep_channel_scales(std::int64_t channels) override {
        constexpr std::int64_t int32_bytes = 4;
        trace_.persist_buffer(TailPart::channel_scales, channels * int32_bytes);
        trace_.persist_buffer(TailPart::channel_scales, channels * int32_bytes);
    }
    void keep(std::int64_t bytes) override { trace_.persist_buffer(TailPart::operator_data, bytes); }
    void keep_tensor_like(const GraphTensor& tensor) override {
        keep(sizes_.eval_tensor.bytes);
        keep(std::int64_t{sizeof(std::int32_t)} * (1 + std::ssize(tensor.shape)));
        keep(tensor.bytes());
    }
    void scratch(std::int64_t bytes) override { scratch_.push_back({index_, bytes}); }

  private:
    void borrow(const GraphTensor* tensor) override {
        if (!tensor) return;
        trace_.temporary(sizes_.tensor);
        if (!is_quantized(*tensor)) return;
        // Its two pointers are read when the tensor is given back, what follows them is not.
        const Structure pointers{2 * sizes_.pointer.bytes, sizes_.pointer.alignment};
        trace_.temporary(pointers);
        trace_.fleeting({sizes_.quantization.bytes - pointers.bytes, pointers.alignment});
        trace_.fleeting(tflm::zero_points(*tensor));
    }

    int index_;
    const Structures& sizes_;
    AllocationTrace& trace_;
    std::vector<ScratchRequest>& scratch_;
};

const KernelBytes& kernel_bytes(const GraphOperator& op, ArenaModel model) {
    const TflmKernel& kernel = find_operator(op.code)->tflm;
    return model == ArenaModel::bits64 ? kernel.x86_64 : kernel.cortex_m;
}

// MicroInterpreter::PrepareNodeAndRegistrationDataFromFlatbuffer, MicroInterpreterGraph::InitSubgraphs and
// PrepareSubgraphs. Precondition: check_modelled(graph). Returns the scratch buffers that the kernels ask
// for.
std::vector<ScratchRequest> prepare_operators(const Graph& graph, ArenaModel model, AllocationTrace& trace) {
    const Structures& sizes = tflm::structures(model);
    for (const GraphOperator& op : graph.operators) {
        const KernelBytes& bytes = kernel_bytes(op, model);
        if (bytes.parameters > 0) {
            trace.persist(TailPart::parameters, {bytes.parameters, bytes.parameters_alignment});
        }
    }
    for (const GraphOperator& op : graph.operators) {
        const int bytes = kernel_bytes(op, model).data;
        if (bytes > 0) trace.persist_buffer(TailPart::operator_data, bytes);
    }
    std::vector<ScratchRequest> scratch;
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
        TracedPreparation preparation(graph, i, sizes, trace, scratch);
        find_operator(graph.operators[i].code)->tflm.prepare(preparation);
        trace.reset_temporaries();
        trace.resize_head(sizes.scratch_request.bytes *
                          (std::ssize(scratch) + tflm::scratch_requests_per_operator));
    }
    return scratch;
}

// MicroAllocator::FinishModelAllocation: handles, variables, and the plan of the head. Sets head_bytes and
// buffers.
void finish_model(const Graph& graph, const std::vector<ScratchRequest>& scratch, const Structures& sizes,
                  AllocationTrace& trace, TensorArena& arena) {
    if (!scratch.empty()) {
        trace.persist(TailPart::scratch_handles, sizes.scratch_handle, std::ssize(scratch));
    }
    trace.temporary(sizes.pointer);  // where each subgraph's tensors begin; a size_t is as large as a pointer
    trace.temporary(sizes.allocation_info, std::ssize(graph.tensors) + std::ssize(scratch));
    for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
        const GraphTensor& tensor = graph.tensors[i];
        if (tensor.variable && !tflm::is_planned(graph, i)) {
            trace.persist_buffer(TailPart::variables, tensor.bytes());
        }
    }
    arena.buffers = tflm::buffers_to_plan(graph, scratch);
    arena.head_bytes = tflm::plan_offsets(arena.buffers, graph.arena_offsets);
    trace.plan(tflm::planner_bytes_per_buffer * std::ssize(arena.buffers));
    trace.resize_head(arena.head_bytes);
}

// MicroInterpreter::AllocateTensors, its end: what its callers see of inputs or outputs.
void add_ports(const Graph& graph, const std::vector<int>& tensors, const Structures& sizes,
               AllocationTrace& trace) {
    trace.persist_buffer(TailPart::ports, sizes.pointer.bytes * std::ssize(tensors));
    for (int index : tensors) {
        const GraphTensor& tensor = graph.tensors[static_cast<std::size_t>(index)];
        trace.persist(TailPart::ports, sizes.tensor);
        if (is_quantized(tensor)) {
            trace.persist(TailPart::ports, sizes.quantization);
            trace.persist(TailPart::ports, tflm::zero_points(tensor));
        }
    }
}

// Every request in order. Sets head_bytes and buffers of `arena`.
Result<AllocationTrace> trace_requests(const Graph& graph, ArenaModel model, TensorArena& arena) {
    NANONAS_TRY_VOID(tflm::check_modelled(graph));
    constexpr std::size_t requests_per_operator = 24;
    const Structures& sizes = tflm::structures(model);
    AllocationTrace trace(requests_per_operator * (1 + graph.operators.size()));
    start_model(graph, sizes, trace);
    const std::vector<ScratchRequest> scratch = prepare_operators(graph, model, trace);
    finish_model(graph, scratch, sizes, trace, arena);
    add_ports(graph, graph.inputs, sizes, trace);
    add_ports(graph, graph.outputs, sizes, trace);
    return trace;
}

}  // namespace

std::string_view to_string(TailPart part) {
    switch (part) {
        case TailPart::allocators:
            return "allocators and planner";
        case TailPart::eval_tensors:
            return "tensors";
        case TailPart::nodes:
            return "operators";
        case TailPart::parameters:
            return "operator options";
        case TailPart::operator_data:
            return "kernel data";
        case TailPart::channel_scales:
            return "multipliers by channel";
        case TailPart::scratch_handles:
            return "scratch handles";
        case TailPart::variables:
            return "variables";
        case TailPart::ports:
            return "inputs and outputs";
        case TailPart::alignment:
            return "alignment";
    }
    return "";
}

Result<TensorArena> tensor_arena(const Graph& graph, ArenaModel model) {
    TensorArena arena;
    NANONAS_TRY(const AllocationTrace trace, trace_requests(graph, model, arena));
    arena.smallest_bytes = trace.smallest_bytes();
    const AllocationTrace::Layout layout = trace.layout(arena.smallest_bytes);
    arena.tail_bytes = layout.tail_bytes;
    arena.tail_part_bytes = layout.tail_part_bytes;
    const std::int64_t declared = trace.smallest_aligned_bytes();
    arena.used_bytes = arena.head_bytes + trace.layout(declared).tail_bytes;
    const bool used_works = arena.used_bytes + tflm::buffer_alignment > declared;
    arena.bytes = model == ArenaModel::bits32 && used_works ? arena.used_bytes : arena.smallest_bytes;
    return arena;
}

Result<std::int64_t> arena_bytes(const Graph& graph, ArenaModel model) {
    TensorArena arena;
    if (model == ArenaModel::bits64) {  // the search asks for nothing else, and often
        NANONAS_TRY(const AllocationTrace trace, trace_requests(graph, model, arena));
        return trace.smallest_bytes();
    }
    NANONAS_TRY(arena, tensor_arena(graph, model));
    return arena.bytes;
}

}  // namespace nanonas
