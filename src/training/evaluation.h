// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>

#include "nanonas/dataset.h"
#include "nanonas/executor.h"
#include "training/inference.h"

namespace nanonas {

// Runs the network over pictures of a source, 16 at a time on all workers. `visit(first, count, labels,
// logits)` gets each pack, logits [class][16]; calls come from any worker, in any order. Stops early when
// `stop` says so.
using PackVisitor = std::function<void(std::size_t first, int count, const int* labels, float* logits)>;
Result<void> for_each_pack(const FloatNetwork& network, const PictureSource& source,
                           std::span<const std::uint32_t> pictures, Math math, Executor& executor,
                           const std::function<bool()>& stop, const PackVisitor& visit);

// The share of pictures whose largest logit (the first of equals) is that of their class.
Result<double> accuracy(const FloatNetwork& network, const PictureSource& source,
                        std::span<const std::uint32_t> pictures, Math math, Executor& executor,
                        const std::function<bool()>& stop);

}  // namespace nanonas
