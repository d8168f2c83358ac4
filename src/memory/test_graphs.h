// SPDX-License-Identifier: MIT
// Graphs for tests: the operators of MLPerf Tiny's four models, in small networks of their shapes.
#pragma once

#include <string>
#include <vector>

#include "nanonas/graph.h"

namespace nanonas {

struct TestGraph {
    std::string name;
    Graph graph;
    // The smallest arena in which the tflite-micro wheel sets it up (tests/test_arena.py asks it).
    std::int64_t wheel_arena_bytes;
};

std::vector<TestGraph> mlperf_like_graphs();

// Scales with which TFLM accepts a graph, whatever it would compute: softmax wants 1/256, a bias the product
// of its input's and its kernel's.
void set_scales(Graph& graph);

}  // namespace nanonas
